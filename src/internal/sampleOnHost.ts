import type * as tf from '@tensorflow/tfjs-core';
import { hostKernel } from './host/hostKernel';
import type { HostMemory } from './host/hostMemory';

/** Rows or columns begin, begin + step, ..., so many of them. */
export interface Sample {
  readonly begin: number;
  readonly count: number;
  readonly step: number;
}

interface Places {
  readonly rows: Sample;
  readonly columns: Sample;
}

/**
 * Some rows and columns of images [batch, rows, columns, channels], where a {@link hostKernel} can: the slices of tf.js go
 * value by value on cpu, and copy the whole image first on wasm.
 */
export const sampleOnHost = (
  x: tf.Tensor4D,
  rows: Sample,
  columns: Sample,
): tf.Tensor4D | undefined => sampleImages([x], { rows, columns }) as tf.Tensor4D | undefined;

const sampleImages = hostKernel('SampleImages', sampled);

/** From so many values on, a copy of a view is quicker than one value after the other. */
const MANY = 32;

function copyValues(
  from: Float32Array,
  start: number,
  length: number,
  to: Float32Array,
  at: number,
): void {
  if (length >= MANY) {
    to.set(from.subarray(start, start + length), at);
    return;
  }
  for (let k = 0; k < length; k++) to[at + k] = from[start + k] as number;
}

function sampled(memory: HostMemory, inputs: readonly tf.TensorInfo[], { rows, columns }: Places) {
  const [x] = inputs as [tf.TensorInfo];
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const y = memory.output([batch, rows.count, columns.count, channels]);
  const [from, to] = [memory.values(x), memory.values(y)];
  // neighbouring columns are one piece
  const [pieces, length] =
    columns.step === 1 ? [1, columns.count * channels] : [columns.count, channels];
  let at = 0;
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < rows.count; i++) {
      const line = (image * height + rows.begin + i * rows.step) * width;
      for (let j = 0; j < pieces; j++) {
        const start = (line + columns.begin + j * columns.step) * channels;
        copyValues(from, start, length, to, at);
        at += length;
      }
    }
  }
  return y;
}
