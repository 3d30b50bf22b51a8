import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { naiveConv2d } from './naiveConv2d';
import { type Described, naiveLayers } from './walk/naiveLayers';

interface Value {
  /** Without the batch. */
  readonly shape: readonly number[];
  readonly values: number[];
}

type HostLayer = (x: Value) => Value;

const activations: Record<string, (x: number[]) => number[]> = {
  linear: (x) => x,
  relu: (x) => x.map((v) => Math.max(v, 0)),
  sigmoid: (x) => x.map((v) => 1 / (1 + Math.exp(-v))),
  tanh: (x) => x.map(Math.tanh),
  softmax: (x) => {
    const powers = x.map((v) => Math.exp(v - Math.max(...x)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((v) => v / sum);
  },
};

/**
 * One sample through a sequence of layers, Conv1D and Conv2D of stride 1 only, each by its definition in float64; without `probabilities`, up to a final softmax or sigmoid.
 */
export async function naiveModel(
  layers: readonly tfl.layers.Layer[],
  shape: readonly number[],
  { probabilities = true } = {},
): Promise<(x: ArrayLike<number>) => number[]> {
  const functions: HostLayer[] = [];
  for (const [i, layer] of layers.entries()) {
    functions.push(await hostLayer(layer, probabilities || i < layers.length - 1));
  }
  return (x) =>
    functions.reduce<Value>((value, layer) => layer(value), { shape, values: Array.from(x) })
      .values;
}

async function hostLayer(layer: tfl.layers.Layer, activated: boolean): Promise<HostLayer> {
  const config = layer.getConfig();
  const kind = layer.getClassName();
  const weights = await Promise.all(
    layer.getWeights().map(async (w) => ({ shape: w.shape, values: await w.data() })),
  );
  const name = kind === 'Softmax' ? 'softmax' : ((config['activation'] as string) ?? 'linear');
  const activate = activations[/softmax|sigmoid/.test(name) && !activated ? 'linear' : name];
  if (!activate) throw new Error(`naiveModel knows no activation ${name}`);
  const definition = own.test(kind) ? undefined : naiveLayers[kind];
  if (definition) {
    const described = {
      className: kind,
      config: config as Described['config'],
      weights: weights.map(({ shape, values }) => ({ shape, data: Float64Array.from(values) })),
    };
    return ({ shape, values }) => {
      const y = definition(described, { shape: [1, ...shape], data: Float64Array.from(values) });
      return { shape: y.shape.slice(1), values: Array.from(y.data) };
    };
  }
  const linear = linearPart(kind, config, weights);
  return (x) => {
    const y = linear(x);
    return { shape: y.shape, values: activate(y.values) };
  };
}

/** Layers that are defined here. */
const own =
  /^(Conv[12]D|Dense|Flatten|GlobalAveragePooling[12]D|Activation|Softmax|ReLU|Dropout|InputLayer)$/;

type Weights = { shape: readonly number[]; values: ArrayLike<number> }[];

function linearPart(kind: string, config: Record<string, unknown>, weights: Weights): HostLayer {
  if (/^Conv[12]D$/.test(kind)) return convolution(config, weights);
  if (kind === 'Dense') return dense(weights);
  if (kind === 'Flatten') return ({ values }) => ({ shape: [values.length], values });
  if (/^GlobalAveragePooling/.test(kind)) return averageOverPixels;
  if (/^(Activation|Softmax|ReLU|Dropout|InputLayer)$/.test(kind)) return (x) => x;
  throw new Error(`naiveModel knows no layer ${kind}`);
}

function convolution(config: Record<string, unknown>, [kernel, bias]: Weights): HostLayer {
  // a signal is an image of one row
  const image = (shape: readonly number[]) => (shape.length === 2 ? [1, ...shape] : shape);
  const filter = (kernel!.shape.length === 3 ? [1, ...kernel!.shape] : kernel!.shape) as Four;
  const rates = [config['dilationRate'] as number | number[]].flat();
  const dilations = [rates.at(-2) ?? 1, rates.at(-1) ?? 1] as const;
  const extra = [0, 1].map((axis) => dilations[axis]! * (filter[axis]! - 1)) as [number, number];
  const same = config['padding'] === 'same';
  return ({ shape, values }) => {
    const [rows, columns, channels] = image(shape) as [number, number, number];
    const out = [rows, columns].map((n, axis) => (same ? n : n - extra[axis]!)) as [number, number];
    const before = extra.map((n) => (same ? Math.floor(n / 2) : 0)) as [number, number];
    const x: Four = [1, rows, columns, channels];
    const geometry = { x, filter, strides: [1, 1] as const, dilations, before, out };
    const { y } = naiveConv2d(geometry, values, kernel!.values);
    const features = filter[3];
    return {
      shape: shape.length === 2 ? [out[1], features] : [...out, features],
      values: bias ? y.map((v, at) => v + bias.values[at % features]!) : y,
    };
  };
}

type Four = [number, number, number, number];

function dense([kernel, bias]: Weights): HostLayer {
  const [inputs, units] = kernel!.shape as [number, number];
  return ({ values }) => ({
    shape: [units],
    values: Array.from({ length: units }, (_, unit) => {
      let sum = bias?.values[unit] ?? 0;
      for (let i = 0; i < inputs; i++) sum += values[i]! * kernel!.values[i * units + unit]!;
      return sum;
    }),
  });
}

function averageOverPixels({ shape, values }: Value): Value {
  const channels = shape.at(-1)!;
  const pixels = values.length / channels;
  const sums = new Array<number>(channels).fill(0);
  for (const [at, value] of values.entries()) sums[at % channels]! += value / pixels;
  return { shape: [channels], values: sums };
}

/** ∂f/∂x by central differences in float64. */
export function finiteDifferences(
  f: (x: ArrayLike<number>) => number,
  x: ArrayLike<number>,
  step = 1e-5,
): number[] {
  const moved = Float64Array.from(x);
  return Array.from(x, (value, i) => {
    moved[i] = value + step;
    const above = f(moved);
    moved[i] = value - step;
    const below = f(moved);
    moved[i] = value;
    return (above - below) / (2 * step);
  });
}

/** ∂y/∂x for every sample of a batch, where y is the output of the class that `targets` names. */
export async function naiveGradient(
  layers: readonly tfl.layers.Layer[],
  x: tf.Tensor,
  targets: readonly number[] | 'predicted',
  options: { probabilities?: boolean } = {},
): Promise<{ gradient: number[]; predicted: number[] }> {
  const model = await naiveModel(layers, x.shape.slice(1), options);
  const values = await x.data<'float32'>();
  const size = values.length / x.shape[0]!;
  const gradient: number[] = [];
  const predicted: number[] = [];
  for (let sample = 0; sample < x.shape[0]!; sample++) {
    const image = values.slice(sample * size, (sample + 1) * size);
    const y = model(image);
    predicted.push(y.indexOf(Math.max(...y)));
    const target = targets === 'predicted' ? predicted.at(-1)! : targets[sample]!;
    gradient.push(...finiteDifferences((at) => model(at)[target]!, image));
  }
  return { gradient, predicted };
}
