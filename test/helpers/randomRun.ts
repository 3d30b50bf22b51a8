import type * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Convolution, Margins, PerAxis } from '../../src/model/convolution';
import type { LinearMap, LinearRun } from '../../src/model/linearMap';
import { lengthAfter } from '../../src/model/linearMap';
import { randomTensor } from './random';

interface MapShape {
  kind: 'convolution' | 'depthwise' | 'pooling' | 'padding';
  size: [number, number];
  strides: [number, number];
  dilations: [number, number];
  margins: [[number, number], [number, number]];
  outputs: number;
  bias: boolean;
}

const two = <T>(value: fc.Arbitrary<T>) => fc.tuple(value, value);
const margin = two(fc.integer({ min: 0, max: 4 }));

const mapShape: fc.Arbitrary<MapShape> = fc.record({
  kind: fc.constantFrom(
    'convolution',
    'convolution',
    'convolution',
    'depthwise',
    'pooling',
    'padding',
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

/** Runs of one to four maps, margins between zero and wider than the kernels, on small images that are not square. */
export const runShape: fc.Arbitrary<RunShape> = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  size: two(fc.integer({ min: 1, max: 14 })),
  channels: fc.integer({ min: 1, max: 3 }),
  maps: fc.array(mapShape, { minLength: 1, maxLength: 4 }),
});

/** The run on the device; margins of pooling are cut to less than its window. */
export function makeRun({ channels, maps }: RunShape): LinearRun {
  let inputs = channels;
  return maps.map((shape, i): LinearMap => {
    const { kind, size, strides, margins, outputs } = shape;
    if (kind === 'padding') return { kind, margins };
    if (kind === 'pooling') {
      const inside = margins.map((sides, axis) =>
        sides.map((zeros) => Math.min(zeros, size[axis]! - 1)),
      ) as unknown as PerAxis<Margins>;
      return { kind, size, strides, margins: inside };
    }
    const dilations = shape.dilations;
    const count = kind === 'depthwise' ? inputs * outputs : outputs;
    const kernel = randomTensor<tf.Rank.R4>([...size, inputs, outputs], 7 + i);
    const bias = shape.bias ? { bias: randomTensor<tf.Rank.R1>([count], 70 + i) } : {};
    inputs = count;
    return { kind, kernel, ...bias, strides, dilations, margins } as Convolution;
  });
}

/** Whether every map of a run finds enough inputs. */
export function fits(run: LinearRun, size: readonly [number, number]): boolean {
  return ([0, 1] as const).every((axis) =>
    run.every((_, i) => lengthAfter(run.slice(0, i + 1), axis, size[axis]) > 0),
  );
}
