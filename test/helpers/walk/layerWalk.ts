import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { RuleError } from '../../../src/internal/check';
import { applyCall, applyDifferentiably } from '../../../src/model/evaluate';
import { type Call, callOn } from '../../../src/model/graph';
import { pullBack } from '../../../src/model/pullBack';
import { randomArray, randomTensor } from '../../../support/random';
import type { LayerCase } from './layerCases';
import { type Described, naiveLayers } from './naiveLayers';
import { type Nd, ndOf } from './nd';

/** A layer with weights, ready to be called on two samples. */
export interface Prepared {
  readonly one: LayerCase;
  readonly layer: tfl.layers.Layer;
  readonly call: Call;
  readonly inputs: readonly tf.Tensor[];
  /** The layer by its definition, in float64; undefined of what is drawn at random. */
  readonly naive?: (inputs: readonly Nd[]) => Nd;
}

export const BATCH = 2;

/** Weights of both signs, biases included; variances are positive. */
function seed(layer: tfl.layers.Layer): void {
  for (const [i, weight] of layer.weights.entries()) {
    const values = randomTensor(weight.shape as number[], 11 + i);
    const positive = /variance/.test(weight.originalName);
    weight.write(positive ? tf.add(tf.abs(values), 0.5) : values);
  }
}

/** Away from the kinks of activations; rounded where values shall be equal. */
function inputOf({ values }: LayerCase, shape: readonly number[], i: number): tf.Tensor {
  const random = randomArray(tf.util.sizeFromShape([BATCH, ...shape]), 3 + i);
  const numbers = Array.from(random, (v) => {
    if (values === 'positive') return Math.abs(v) * 2 + 0.1;
    if (values === 'indices') return Math.floor((v + 1) * 2.5);
    return values === 'ties' ? Math.round(v * 0.75 + 0.25) : v * 2 + 0.0123;
  });
  return tf.tensor(numbers, [BATCH, ...shape]);
}

/** The layer of a case, built for its inputs. */
export function builtLayer(one: LayerCase): tfl.layers.Layer {
  const layer = one.make();
  const shapes = one.shapes.map((shape) => [BATCH, ...shape]);
  layer.build((shapes.length === 1 ? shapes[0] : shapes) as never);
  layer.built = true;
  seed(layer);
  return layer;
}

export async function prepare(one: LayerCase): Promise<Prepared> {
  const layer = builtLayer(one);
  const inputs = one.shapes.map((shape, i) => inputOf(one, shape, i));
  const values = inputs.map(({ shape }) => ({ shape }));
  const call = callOn(layer, values, [[]]);
  const definition = naiveLayers[one.className];
  if (!definition) return { one, layer, call, inputs };
  const weights = await Promise.all(layer.getWeights().map(ndOf));
  // the configuration of a Conv1D does not say
  const { dataFormat } = layer as tfl.layers.Layer & { dataFormat?: string };
  const config = {
    ...(layer.getConfig() as Described['config']),
    ...(dataFormat && { dataFormat }),
  };
  const described = { className: one.className, config, weights };
  return { one, layer, call, inputs, naive: (given) => definition(described, ...given) };
}

/** What the layer itself gives at inference. */
export const ofTfjs = ({ layer, inputs }: Prepared): tf.Tensor =>
  [
    layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: false }),
  ].flat()[0] as tf.Tensor;

/** The shape of what the layer gives; undefined where it is refused. */
export function outputShapeOf({ call, inputs }: Prepared): number[] | undefined {
  try {
    return tf.tidy(() => ([applyCall(call, inputs)].flat()[0] as tf.Tensor).shape);
  } catch {
    return undefined;
  }
}

/** How far a is from b, against the largest value of b; infinite where the shapes differ. */
export function distance(a: Nd, b: Nd): number {
  if (a.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY;
  const most = b.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const worst = a.data.reduce((m, v, i) => Math.max(m, Math.abs(v - b.data[i]!)), 0);
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / most;
}

/** Cotangents of the outputs. */
export const cotangentOf = (size: number): Float32Array => randomArray(size, 99);

const STEP = 1e-5;

/** Directions in which the inputs are moved. */
const DIRECTIONS = 5;

/**
 * Where to: at random, so that no error of a gradient goes unseen in all of them; of equal values all in the same way,
 * sample by sample, as their slopes one by one are not defined.
 */
function directionsOf({ one, inputs }: Prepared): Float64Array[][] {
  return Array.from({ length: DIRECTIONS }, (_, d) =>
    inputs.map(({ size }, which) => {
      const seed = 200 + d * 10;
      if (one.values !== 'ties') return Float64Array.from(randomArray(size, seed + which));
      const ofSamples = randomArray(BATCH, seed);
      return Float64Array.from(
        { length: size },
        (_v, i) => ofSamples[Math.floor((i * BATCH) / size)]!,
      );
    }),
  );
}

/** The slope of Σ w·y along each direction, by central differences of the definition. */
function slopesOf(prepared: Prepared, inputs: readonly Nd[]): number[] {
  const { naive } = prepared;
  const w = cotangentOf(naive!(inputs).data.length);
  return directionsOf(prepared).map((direction) => {
    const [above, below] = [STEP, -STEP].map((step) => {
      const moved = inputs.map(({ shape, data }, which) => ({
        shape,
        data: data.map((v, i) => v + step * direction[which]![i]!),
      }));
      return naive!(moved).data.reduce((sum, v, i) => sum + v * w[i]!, 0);
    }) as [number, number];
    return (above - below) / (2 * STEP);
  });
}

/** The same of a gradient. */
const alongDirections = (prepared: Prepared, gradients: readonly Nd[]): number[] =>
  directionsOf(prepared).map((direction) =>
    gradients.reduce(
      (sum, { data }, which) => data.reduce((s, v, i) => s + v * direction[which]![i]!, sum),
      0,
    ),
  );

/** ∂(Σ w·y)/∂x by the library. */
export const ofLibrary = ({ call, inputs }: Prepared): tf.Tensor[] =>
  tf.tidy(() => {
    const [y] = [applyDifferentiably(call, inputs)].flat() as [tf.Tensor];
    return pullBack({ call, inputs, outputs: [y] }, [tf.tensor(cotangentOf(y.size), y.shape)]);
  });

/** tf.js on wasm adds some gradients up in memory that it takes for zeros: so that it shows, none is. */
function useMemory({ inputs }: Prepared): void {
  const sizes = [
    ...inputs.map(({ size }) => size),
    ...Array.from({ length: 40 }, (_, i) => 16 * (i + 1)),
  ];
  const used = sizes.flatMap((size) =>
    Array.from({ length: 8 }, () => new Float32Array(size).fill(7)),
  );
  tf.dispose(used.map((values) => tf.tensor(values)));
}

/** The same by tf.js. */
export const byTfjs = (prepared: Prepared): tf.Tensor[] =>
  tf.tidy(() => {
    const { inputs } = prepared;
    useMemory(prepared);
    const y = ofTfjs(prepared);
    const w = tf.tensor(cotangentOf(y.size), y.shape);
    return tf.grads((...given: tf.Tensor[]) =>
      tf.sum(tf.mul(ofTfjs({ ...prepared, inputs: given }), w)),
    )([...inputs]);
  });

const TOLERANCE = { forward: 2e-6, gradient: 1e-5 };

export async function attempt(run: () => tf.Tensor[]): Promise<Nd[] | Error> {
  try {
    return await Promise.all(run().map(ndOf));
  } catch (error) {
    return error as Error;
  }
}

export const farthest = (a: readonly Nd[], b: readonly Nd[]): number =>
  Math.max(...a.map((one, i) => distance(one, b[i]!)));

/** Without the name that the layer has in this process. */
export const refusal = ({ message }: Error, layer: tfl.layers.Layer): string =>
  `refused: ${message.replace(` '${layer.name}'`, '')}`;

/** Whether tf.js gives what the layer is defined to give, or at least the library does. */
export async function forwardOf(prepared: Prepared): Promise<string> {
  const { naive, inputs, call } = prepared;
  const theirs = await attempt(() => [ofTfjs(prepared)]);
  if (!naive) return 'drawn at random';
  const expected = [naive(await Promise.all(inputs.map(ndOf)))];
  const right = (values: Nd[] | Error) =>
    values instanceof Error ? false : farthest(values, expected) < TOLERANCE.forward;
  if (right(theirs)) return 'right';
  const ours = await attempt(() => [applyCall(call, inputs)].flat());
  if (right(ours)) return 'mended here';
  if (ours instanceof RuleError) return refusal(ours, prepared.layer);
  return `wrong: ${ours instanceof Error ? ours.message : farthest(ours, expected)}`;
}

/** Whether the gradient of tf.js is right, or at least that of the library. */
export async function gradientOf(prepared: Prepared): Promise<string> {
  const { naive, inputs } = prepared;
  const ours = await attempt(() => ofLibrary(prepared));
  if (ours instanceof RuleError) return refusal(ours, prepared.layer);
  if (ours instanceof Error) return `throws: ${ours.message.split('\n')[0]}`;
  if (!naive) return 'drawn at random';
  const expected = slopesOf(prepared, await Promise.all(inputs.map(ndOf)));
  const scale = Math.max(...expected.map(Math.abs)) || 1;
  const error = (gradients: readonly Nd[]) => {
    if (gradients.some(({ shape }, i) => shape.join() !== inputs[i]!.shape.join())) return Infinity;
    const slopes = alongDirections(prepared, gradients);
    return Math.max(...slopes.map((slope, i) => Math.abs(slope - expected[i]!))) / scale;
  };
  if (!(error(ours) < TOLERANCE.gradient)) return `wrong: ${error(ours)}`;
  const theirs = await attempt(() => byTfjs(prepared));
  const same = !(theirs instanceof Error) && error(theirs) < TOLERANCE.gradient;
  return same ? 'right' : 'mended here';
}
