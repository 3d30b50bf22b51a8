import { itemAt } from '../../../internal/itemAt';
import { recall } from '../../../internal/recall';
import type { Shapes, Tensors } from '../../../linear/convolution';
import { channelsAfter, type LinearRun, type Size, sizeAfter } from '../../../linear/linearOp';
import { describeRun } from '../../../linear/runTensors';
import { fusedGeometry } from '../fusedRun';
import {
  type CostOf,
  directCost,
  edgesCost,
  fourierCost,
  fusingObstacle,
  interiorOf,
  interiorTiling,
  layeredCost,
  patchesCost,
} from './costOf';
import type { Costs } from './costs';

/**
 * How linear ops are computed: one after the other; as one convolution with exact edges, directly, by one transform
 * or in tiles.
 */
export type Method = 'layered' | 'direct' | 'fourier' | 'tiled';

/** The simplest first. */
export const methods: readonly Method[] = ['layered', 'direct', 'fourier', 'tiled'];

/** Predicted milliseconds of each method that is possible. */
export type MethodCosts = Partial<Record<Method, number>>;

/** Neighbouring maps of a run that are computed together. */
export interface PlannedStage<T extends Shapes = Tensors> {
  readonly method: Method;
  readonly ops: LinearRun<T>;
}

export interface RunPlan<T extends Shapes = Tensors> {
  readonly stages: readonly PlannedStage<T>[];
  /** Predicted milliseconds of these. */
  readonly cost: number;
}

export interface PlanOptions {
  readonly costs: Costs;
  /** Images of a call. */
  readonly batch: number;
}

/** A part that is fused must promise to take at most so much of the time of its layers: predictions are not exact. */
const MARGIN = 0.8;

/** Of what differs by less, the simpler is chosen: of methods the first, of plans the layers as they are. */
const ALIKE = 0.9;

/** What each method would cost for a whole run. */
export function methodCosts(run: LinearRun<Shapes>, size: Size, options: PlanOptions): MethodCosts {
  const layered = layeredCost(run, size, options);
  return { layered, ...fusedCosts(run, size, options) };
}

function fusedCosts(run: LinearRun<Shapes>, size: Size, options: CostOf): MethodCosts {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  const [inputs, outputs] = [size[2], channelsAfter(run, size[2])];
  const isSingle = run.length === 1;
  if (isSingle && run[0]?.kind !== 'convolution' && run[0]?.kind !== 'sum') return {};
  if (!geometry || fusingObstacle(run, geometry, inputs, outputs)) return {};
  const edges = edgesCost(geometry, inputs, outputs, options);
  const direct =
    isSingle && run[0]?.kind === 'convolution'
      ? {}
      : {
          direct:
            patchesCost(geometry, inputs, outputs, options) ??
            edges + directCost(geometry, inputs, outputs, options),
        };
  if (geometry.some((axis) => interiorOf(axis) < 1)) return direct;
  const spectral = (method: 'fourier' | 'tiled') => {
    const tiling = interiorTiling(geometry, method === 'tiled');
    return tiling && { [method]: edges + fourierCost(tiling, inputs, outputs, options) };
  };
  return { ...direct, ...spectral('fourier'), ...spectral('tiled') };
}

/** Segments are not longer than this. */
const LONGEST = 8;

/** Methods of neighbouring ops, so many each. */
interface Cut {
  readonly parts: readonly { readonly method: Method; readonly count: number }[];
  readonly cost: number;
}

/** Plans that are remembered. */
const PLANS = 256;

/**
 * The cheapest way to cut a run into stages and to compute each; its layers one after the other where that is hardly more.
 * Plans are made once for ops of the same shapes.
 *
 * @param costsOf what is to be computed costs
 */
export function planner(costsOf: typeof methodCosts) {
  const recalled = recall<Cut>(PLANS);
  return <T extends Shapes>(run: LinearRun<T>, size: Size, options: PlanOptions): RunPlan<T> => {
    const name = `${describeRun(run)} ${size} ${options.batch} ${JSON.stringify(options.costs)}`;
    const { parts, cost } = recalled(name, () => bestCut(run, size, options, costsOf));
    let first = 0;
    const stages = parts.map(({ method, count }) => {
      first += count;
      return { method, ops: run.slice(first - count, first) };
    });
    return { stages, cost };
  };
}

/** Of the outputs of a run. */
export const planRun = planner(methodCosts);

function bestCut(
  run: LinearRun<Shapes>,
  size: Size,
  options: PlanOptions,
  costsOf: typeof methodCosts,
): Cut {
  const cheapest = cheapestCut(run, size, options, costsOf);
  if (cheapest.parts.every(({ method }) => method === 'layered')) return cheapest;
  const { layered = 0 } = costsOf(run, size, options);
  if (cheapest.cost < ALIKE * layered) return cheapest;
  return { parts: [{ method: 'layered', count: run.length }], cost: layered };
}

function cheapestCut(
  run: LinearRun<Shapes>,
  size: Size,
  options: PlanOptions,
  costsOf: typeof methodCosts,
): Cut {
  const sizes = run.map((_, i) => sizeAfter(run.slice(0, i), size));
  // best[i]: the cheapest way to compute the first i ops
  const best: Cut[] = [{ parts: [], cost: 0 }];
  for (let end = 1; end <= run.length; end++) {
    let cheapest: Cut | undefined;
    for (let begin = Math.max(0, end - LONGEST); begin < end; begin++) {
      const before = itemAt(best, begin);
      const ops = run.slice(begin, end);
      const { method, cost } = cheapestMethod(costsOf(ops, itemAt(sizes, begin), options));
      const part = { method, count: end - begin };
      const total = before.cost + cost;
      if (cheapest && cheapest.cost <= total) continue;
      cheapest = { parts: [...before.parts, part], cost: total };
    }
    best.push(cheapest as Cut);
  }
  return itemAt(best, -1);
}

function cheapestMethod({ layered = 0, ...fused }: MethodCosts) {
  const saving = methods.flatMap((method) => {
    const cost = method === 'layered' ? undefined : fused[method];
    return cost !== undefined && cost < MARGIN * layered ? [{ method, cost }] : [];
  });
  const least = Math.min(...saving.map(({ cost }) => cost));
  const simplest = saving.find(({ cost }) => ALIKE * cost <= least);
  return simplest ?? { method: 'layered' as const, cost: layered };
}
