import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Costs, explainPlan, type PlanRow } from 'fourier-xai';
import type { BeforeAfter, FusedRun } from './protocol';

type Layer = LayersModel['layers'][number];

/** Under these, what the library reports as time are millions of real multiplications. */
const counting: Costs = {
  ...{ operation: 0, convolution: 1, depthwise: 1, slice: 0, copy: 0 },
  // a fast transform of n values takes about n log n butterflies of half as many complex products
  ...{ transform: 2, product: 1, fourierOperations: 0, vector: 1 },
};

/** Every run of linear layers, from the input to the output, and what fuseModel has made of it. */
export function fusedRuns(model: LayersModel, fused: LayersModel): FusedRun[] {
  const counts = explainPlan(model, { costs: counting });
  const layers = layersIn(model);
  const runs = explainPlan(model).map((row, i) => ({
    ...{ name: row.run, layers: row.layers, choice: row.choice },
    ...{ isLeft: row.isLeft, reason: row.reason },
    ms: beforeAfter(row.costs.layered, row.cost),
    multiplications: multiplicationsOf(row, counts[i]),
    weights: weightsOf(row, layers, fused),
  }));
  return runs.reverse();
}

const beforeAfter = (before: number | undefined, after: number | undefined) =>
  before === undefined || after === undefined ? undefined : { before, after };

function multiplicationsOf(
  { choice }: PlanRow,
  count: PlanRow | undefined,
): BeforeAfter | undefined {
  const [method, ...others] = choice;
  if (!method || others.length > 0) return undefined;
  return beforeAfter(count?.costs.layered, count?.costs[method]);
}

function weightsOf(
  { run, layers: names, isLeft }: PlanRow,
  layers: readonly Layer[],
  fused: LayersModel,
): BeforeAfter | undefined {
  const own = layers.filter(({ name }) => names.includes(name));
  const before = own.reduce((sum, layer) => sum + layer.countParams(), 0);
  if (isLeft) return { before, after: before };
  const made = fused.layers.find(
    (layer) =>
      layer.getClassName() === 'FusedLinear' && [run, `${run}_linear`].includes(layer.name),
  );
  return beforeAfter(before, made?.countParams());
}

/** Those of nested models, too. */
const layersIn = ({ layers }: { readonly layers: readonly Layer[] }): Layer[] =>
  layers.flatMap((layer) => {
    const nested = layer as Layer & { readonly layers?: readonly Layer[] };
    return nested.layers ? layersIn({ layers: nested.layers }) : [layer];
  });
