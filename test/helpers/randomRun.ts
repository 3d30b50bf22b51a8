import type * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Convolution, Margins, PerAxis } from '../../src/linear/convolution';
import {
  channelsAfter,
  type DepthwiseConvolution,
  type LinearOp,
  type LinearRun,
  lengthAfter,
  type Sum,
} from '../../src/linear/linearOp';
import { randomTensor } from '../../support/random';

interface MapShape {
  kind: 'convolution' | 'depthwise' | 'pooling' | 'padding' | 'scaling' | 'sum';
  size: [number, number];
  strides: [number, number];
  dilations: [number, number];
  margins: [[number, number], [number, number]];
  outputs: number;
  bias: boolean;
}

const two = <T>(value: fc.Arbitrary<T>) => fc.tuple(value, value);
const margin = two(fc.integer({ min: -1, max: 4 }));

const mapShape: fc.Arbitrary<MapShape> = fc.record({
  kind: fc.constantFrom(
    'convolution',
    'convolution',
    'convolution',
    'depthwise',
    'pooling',
    'padding',
    'scaling',
    'sum',
  ),
  size: two(fc.integer({ min: 1, max: 5 })),
  strides: two(fc.constantFrom(1, 1, 1, 2, 3)),
  dilations: two(fc.constantFrom(1, 1, 2)),
  margins: two(margin),
  outputs: fc.integer({ min: 1, max: 3 }),
  bias: fc.boolean(),
});

export interface RunShape {
  batch: number;
  size: [number, number];
  channels: number;
  maps: MapShape[];
}

/**
 * Runs of one to four maps, margins between negative and wider than the kernels, on small images that are not square.
 */
export const runShape: fc.Arbitrary<RunShape> = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  size: two(fc.integer({ min: 1, max: 14 })),
  channels: fc.integer({ min: 1, max: 3 }),
  maps: fc.array(mapShape, { minLength: 1, maxLength: 4 }),
});

/** The run on the device; margins of pooling are cut to less than its window. */
export function makeRun({ channels, maps }: RunShape): LinearRun {
  let inputs = channels;
  return maps.map((shape, i): LinearOp => {
    const map = makeMap(shape, inputs, 7 + 10 * i);
    inputs = channelsAfter([map], inputs);
    return map;
  });
}

function makeMap(shape: MapShape, inputs: number, seed: number): LinearOp {
  const { kind, size, strides, dilations, margins, outputs } = shape;
  if (kind === 'padding') return { kind, margins };
  if (kind === 'pooling') return { kind, size, strides, margins: insideOf(size, margins) };
  if (kind === 'scaling') return randomScaling(inputs, seed);
  if (kind === 'sum') return randomSum(shape, inputs, seed);
  const count = kind === 'depthwise' ? inputs * outputs : outputs;
  const kernel = randomTensor<tf.Rank.R4>([...size, inputs, outputs], seed);
  const bias = shape.bias ? { bias: randomTensor<tf.Rank.R1>([count], seed + 1) } : {};
  return { kind, kernel, ...bias, strides, dilations, margins };
}

const insideOf = (size: PerAxis, margins: PerAxis<Margins>) =>
  margins.map((sides, axis) => sides.map((zeros) => Math.min(zeros, size[axis]! - 1))) as never;

const none: PerAxis<Margins> = [
  [0, 0],
  [0, 0],
];

/** A factor and a shift for every channel. */
export function randomScaling(channels: number, seed: number): DepthwiseConvolution {
  return {
    kind: 'depthwise',
    kernel: randomTensor<tf.Rank.R4>([1, 1, channels, 1], seed),
    bias: randomTensor<tf.Rank.R1>([channels], seed + 1),
    ...{ strides: [1, 1], dilations: [1, 1], margins: none },
  };
}

/** A kernel with margins of its size less one and a scaling, a point, and, where it fits, the value itself. */
function randomSum(
  { size, strides, margins, outputs, bias }: MapShape,
  inputs: number,
  seed: number,
): Sum {
  const same = size.map((length, axis) => {
    const before = Math.min(Math.max(margins[axis]![0], 0), length - 1);
    return [before, length - 1 - before];
  }) as unknown as PerAxis<Margins>;
  const convolution = (
    shape: [number, number],
    sides: PerAxis<Margins>,
    at: number,
  ): Convolution => ({
    kind: 'convolution',
    kernel: randomTensor<tf.Rank.R4>([...shape, inputs, outputs], at),
    ...(bias && { bias: randomTensor<tf.Rank.R1>([outputs], at + 1) }),
    ...{ strides, dilations: [1, 1], margins: sides },
  });
  const wide = [convolution(size, same, seed), randomScaling(outputs, seed + 2)];
  const branches: LinearRun[] = [wide, [convolution([1, 1], none, seed + 4)]];
  const isPlain = inputs === outputs && strides.every((stride) => stride === 1);
  return { kind: 'sum', branches: isPlain ? [...branches, []] : branches };
}

/** Whether every map of a run finds enough inputs. */
export function fits(run: LinearRun, size: readonly [number, number]): boolean {
  return ([0, 1] as const).every((axis) =>
    run.every((_, i) => lengthAfter(run.slice(0, i + 1), axis, size[axis]) > 0),
  );
}
