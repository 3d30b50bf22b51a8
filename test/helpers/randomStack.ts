import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { convolutionModel } from '../../support/models';

export interface RandomLayer {
  filters: number;
  size: [number, number];
  strides: [number, number];
  dilation: number;
  padding: 'same' | 'valid';
  bias: boolean;
}

export const layerShape: fc.Arbitrary<RandomLayer> = fc.record({
  filters: fc.integer({ min: 1, max: 3 }),
  size: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  strides: fc.tuple(fc.constantFrom(1, 1, 2, 3), fc.constantFrom(1, 1, 2, 3)),
  dilation: fc.constantFrom(1, 1, 2, 3),
  padding: fc.constantFrom('same', 'same', 'valid'),
  bias: fc.boolean(),
});

/** tf.js has no layer that is dilated and strided. */
export function stackOf(size: [number, number], shapes: RandomLayer[]): tfl.Sequential {
  return convolutionModel(
    [...size, 2],
    shapes.map(({ filters, size: kernelSize, strides, dilation, padding, bias: useBias }) => ({
      ...{ filters, kernelSize, padding, useBias },
      ...(strides.some((stride) => stride > 1) ? { strides } : { dilationRate: dilation }),
    })),
  );
}

/** Whether a 'valid' layer finds at least its kernel. */
export function hasAnswers(size: [number, number], shapes: RandomLayer[]): boolean {
  let lengths: number[] = size;
  return shapes.every(({ size: kernel, strides, dilation, padding }) => {
    const rate = strides.some((stride) => stride > 1) ? 1 : dilation;
    lengths = lengths.map((n, axis) => {
      const seen = padding === 'same' ? 1 : rate * (kernel[axis]! - 1) + 1;
      return Math.ceil((n - seen + 1) / strides[axis]!);
    });
    return lengths.every((n) => n > 0);
  });
}

/** tf.js' own layers are wrong there where a kernel is smaller than its stride. */
export const isRightOnWasm = ({ size, strides, padding }: RandomLayer): boolean =>
  tf.getBackend() !== 'wasm' ||
  padding === 'valid' ||
  size.every((taps, axis) => taps >= strides[axis]!);
