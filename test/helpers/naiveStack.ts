import * as tf from '@tensorflow/tfjs-core';
import type { Convolution } from '../../src/linear/convolution';
import { randomArray } from '../../support/random';
import { naiveConv2d } from './naiveConv2d';

type Two = readonly [number, number];

/** A convolution of stride 1 on the host. */
export interface HostConvolution {
  /** [rows, columns, in, out] */
  readonly filter: readonly [number, number, number, number];
  readonly kernel: ArrayLike<number>;
  readonly bias?: ArrayLike<number>;
  readonly dilations: Two;
  readonly margins: readonly [Two, Two];
}

export interface LayerShape {
  readonly filter: readonly [number, number, number, number];
  readonly padding?: 'same' | 'valid' | readonly [Two, Two];
  readonly dilations?: Two;
  readonly bias?: boolean;
}

/** Seeded weights; 'same' adds the odd zero after, as tf.js does. */
export function hostConvolutions(layers: readonly LayerShape[], seed = 1): HostConvolution[] {
  return layers.map(({ filter, padding = 'same', dilations = [1, 1], bias = false }, i) => {
    const extra = [0, 1].map((axis) => dilations[axis]! * (filter[axis]! - 1)) as [number, number];
    const same = extra.map((n) => [Math.floor(n / 2), n - Math.floor(n / 2)]);
    const none: readonly [Two, Two] = [
      [0, 0],
      [0, 0],
    ];
    const margins = padding === 'same' ? (same as [Two, Two] & number[][]) : padding;
    return {
      filter,
      kernel: randomArray(
        filter.reduce((a, b) => a * b),
        seed + 2 * i,
      ),
      ...(bias && { bias: randomArray(filter[3], seed + 2 * i + 1) }),
      dilations,
      margins: margins === 'valid' ? none : margins,
    };
  });
}

/** The same on the device. */
export function deviceConvolutions(layers: readonly HostConvolution[]): Convolution[] {
  return layers.map(({ filter, kernel, bias, dilations, margins }) => ({
    kind: 'convolution',
    strides: [1, 1],
    kernel: tf.tensor4d(Float32Array.from(kernel), [...filter]),
    ...(bias && { bias: tf.tensor1d(Float32Array.from(bias)) }),
    dilations,
    margins,
  }));
}

type Shape = readonly [number, number, number, number];

/** The shapes [batch, rows, columns, channels] before every layer, and after the last. */
export function shapesThrough(input: Shape, layers: readonly HostConvolution[]): Shape[] {
  const shapes = [input];
  for (const { filter, dilations, margins } of layers) {
    const before = shapes.at(-1) as Shape;
    const [rows, columns] = ([0, 1] as const).map(
      (axis) =>
        before[axis + 1]! +
        margins[axis][0] +
        margins[axis][1] -
        dilations[axis] * (filter[axis] - 1),
    ) as [number, number];
    shapes.push([before[0], rows, columns, filter[3]]);
  }
  return shapes;
}

const geometryOf = (layer: HostConvolution, x: Shape, y: Shape) => ({
  x,
  filter: layer.filter,
  strides: [1, 1] as const,
  dilations: layer.dilations,
  before: [layer.margins[0][0], layer.margins[1][0]] as const,
  out: [y[1], y[2]] as const,
});

/** Layer after layer from the definition, in float64. */
export function naiveStack(
  x: ArrayLike<number>,
  input: Shape,
  layers: readonly HostConvolution[],
): { y: number[]; shape: Shape } {
  const shapes = shapesThrough(input, layers);
  const y = layers.reduce<ArrayLike<number>>((values, layer, i) => {
    const out = shapes[i + 1]!;
    const { y } = naiveConv2d(geometryOf(layer, shapes[i]!, out), values, layer.kernel);
    return layer.bias ? y.map((value, at) => value + layer.bias![at % out[3]]!) : y;
  }, x);
  return { y: Array.from(y), shape: shapes.at(-1) as Shape };
}

/** The Jacobian of the stack, one row for every value of x: its linear answer to that unit image. */
export function naiveJacobian(input: Shape, layers: readonly HostConvolution[]): number[][] {
  const linear = layers.map(({ bias: _, ...layer }) => layer);
  const size = input.reduce((a, b) => a * b);
  return Array.from({ length: size }, (_, i) => {
    const unit = new Float64Array(size);
    unit[i] = 1;
    return naiveStack(unit, input, linear).y;
  });
}
