import * as tf from '@tensorflow/tfjs-core';
import { type HostMemory, hostMemoryOf, isHostBackend } from './hostMemory';
import { isRecording } from './isRecording';
import { kernelNameOf } from './version';

/** Rows or columns begin, begin + step, ..., so many of them. */
export interface Sample {
  readonly begin: number;
  readonly count: number;
  readonly step: number;
}

/**
 * Some rows and columns of images [batch, rows, columns, channels], on backends whose tensors lie in host memory: the
 * slices of tf.js go value by value on cpu, and copy the whole image first on wasm. Undefined on other backends, and
 * where gradients are recorded, which this kernel has not.
 */
export function sampleOnHost(
  x: tf.Tensor4D,
  rows: Sample,
  columns: Sample,
): tf.Tensor4D | undefined {
  if (isRecording() || x.dtype !== 'float32' || !ensureKernel(tf.getBackend())) return undefined;
  return tf
    .engine()
    .runKernel<tf.Tensor4D>(kernelName, { x }, { rows, columns } as unknown as tf.NamedAttrMap);
}

const kernelName = kernelNameOf('SampleImages');

/** Gives the backend the kernel if it lacks it and its memory is the host's; whether it has it now. */
function ensureKernel(backendName: string): boolean {
  if (tf.getKernel(kernelName, backendName)) return true;
  if (!isHostBackend(backendName)) return false;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { rows, columns } = attrs as unknown as { rows: Sample; columns: Sample };
      return sampled(
        hostMemoryOf(backendName, backend),
        inputs['x'] as tf.TensorInfo,
        rows,
        columns,
      );
    },
  });
  return true;
}

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

function sampled(memory: HostMemory, x: tf.TensorInfo, rows: Sample, columns: Sample) {
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
