import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { fuseModel } from '../../../src/fourier/fusion/fuseModel';
import { explainPlan } from '../../../src/fourier/fusion/plan/explainPlan';
import { randomArray } from '../../../support/random';
import type { LayerCase } from './layerCases';
import { attempt, distance, outputShapeOf, type Prepared, refusal } from './layerWalk';
import { convolution } from './naiveSpatial';
import { type Nd, ndOf, sizeOf } from './nd';

type Symbolic = tfl.SymbolicTensor;

/** A linear layer in front of or behind the walked one, and the same by its definition. */
interface Linear {
  readonly apply: (x: Symbolic) => Symbolic;
  readonly naive: (x: Nd) => Nd;
}

const itself: Linear = { apply: (x) => x, naive: (x) => x };

const SAME = 1e-5;

const randomNd = (shape: readonly number[], seed: number): Nd => ({
  shape,
  data: Float64Array.from(randomArray(sizeOf(shape), seed)),
});

/** A convolution of signals or images, or a dense layer; nothing on volumes. */
function linearOn(shape: readonly number[], channels: number, seed: number): Linear {
  const rank = shape.length;
  if (rank > 3) return itself;
  const size = new Array<number>(rank - 1).fill(2);
  const weights = [
    randomNd([...size, shape.at(-1)!, channels], seed),
    randomNd([channels], seed + 1),
  ];
  const args = { filters: channels, kernelSize: 2, padding: 'same' } as const;
  const { dense, conv1d, conv2d } = tfl.layers;
  const makers = [() => dense({ units: channels }), () => conv1d(args), () => conv2d(args)];
  const layer = makers[rank - 1]!();
  return {
    apply: (x) => {
      const y = layer.apply(x) as Symbolic;
      layer.setWeights(weights.map((w) => tf.tensor(Float32Array.from(w.data), [...w.shape])));
      return y;
    },
    naive: (x) => convolution({ padding: 'same' }, x, weights),
  };
}

interface Sandwich {
  readonly model: tfl.LayersModel;
  readonly naive: (inputs: readonly Nd[]) => Nd;
}

/** Inputs of one shape come from one x, so that what joins them can become part of a run. */
const inputShapes = ({ shapes }: LayerCase): LayerCase['shapes'] =>
  new Set(shapes.map((shape) => shape.join())).size === 1 ? [shapes[0]!] : shapes;

/** back(layer(front(x), ...)), as far as there can be layers around it. */
function sandwich(prepared: Prepared): Sandwich {
  const { one, layer, naive } = prepared;
  const inputs = inputShapes(one).map((shape) => tfl.input({ shape: [...shape] }));
  const fronts = one.shapes.map((shape, i) =>
    one.values === 'indices' ? itself : linearOn(shape, shape.at(-1)!, 31 + 2 * i),
  );
  const values = fronts.map((front, i) => front.apply(inputs[i] ?? inputs[0]!));
  const y = layer.apply(values.length === 1 ? values[0]! : values) as Symbolic;
  const actual = outputShapeOf(prepared) ?? (y.shape as number[]);
  // of some layers tf.js takes the outputs for others than they are, and nothing can come behind
  const isPossible = y.shape.length === actual.length && y.shape.at(-1) === actual.at(-1);
  const back = isPossible ? linearOn(actual.slice(1), 2, 61) : itself;
  const model = tfl.model({ inputs, outputs: back.apply(y) });
  return {
    model,
    naive: (given) =>
      back.naive(naive!(fronts.map((front, i) => front.naive(given[i] ?? given[0]!)))),
  };
}

/** The model fused by the library's own plan, and as direct and as Fourier as can be. */
function fusedModels(model: tfl.LayersModel): tfl.LayersModel[] {
  const rows = explainPlan(model);
  const plans = (['direct', 'fourier'] as const).map((method) =>
    Object.fromEntries(
      rows.filter(({ costs }) => costs[method] !== undefined).map(({ run }) => [run, method]),
    ),
  );
  const possible = plans.filter((plan) => Object.keys(plan).length > 0);
  return [{}, ...possible].map((plan) => fuseModel(model, { plan }));
}

const predicted = (model: tfl.LayersModel, inputs: readonly tf.Tensor[]) =>
  attempt(() => [model.predict(inputs.length === 1 ? inputs[0]! : [...inputs]) as tf.Tensor]);

const isClose = (a: Nd[] | Error, b: Nd): boolean =>
  !(a instanceof Error) && distance(a[0]!, b) < SAME;

/** Whether a layer between two linear ones becomes part of them, and the whole gives what it should. */
export async function fusionOf(prepared: Prepared): Promise<string> {
  const { one, layer, naive } = prepared;
  const inputs = prepared.inputs.slice(0, inputShapes(one).length);
  const { model, ...definition } = sandwich(prepared);
  let models: tfl.LayersModel[];
  try {
    models = fusedModels(model);
  } catch (error) {
    return refusal(error as Error, layer);
  }
  const keeps = models.map(({ layers }) =>
    layers.some(
      (other) => other.name === layer.name && other.getClassName() === layer.getClassName(),
    ),
  );
  const verdict = keeps.every((kept) => kept) ? 'kept' : 'fused';
  if (!naive) return verdict;
  const expected = definition.naive(await Promise.all(inputs.map(ndOf)));
  const theirs = await predicted(model, inputs);
  for (const [i, fused] of models.entries()) {
    // a layer that stays is as right as it was before
    if (keeps[i] && !isClose(theirs, expected)) continue;
    const ours = await predicted(fused, inputs);
    if (ours instanceof Error) return `throws: ${ours.message}`;
    if (!isClose(ours, expected)) return `wrong: ${distance(ours[0]!, expected)}`;
  }
  return verdict;
}
