import * as tf from '@tensorflow/tfjs-core';
import { type HostMemory, hostMemoryOf, isHostBackend } from '../internal/hostMemory';
import type { Margins } from './convolution';

/**
 * Images [batch, rows, columns, channels] without some rows and columns before and after. The slices of tf.js' cpu and
 * wasm backends go value by value or copy the whole image first; there, this is a kernel of its own.
 */
export function crop(x: tf.Tensor4D, rows: Margins, columns: Margins): tf.Tensor4D {
  const [height, width] = [left(x.shape[1], rows), left(x.shape[2], columns)];
  if (height === x.shape[1] && width === x.shape[2]) return x;
  // the kernel has no gradient
  const isRecorded = tf.engine().state.gradientDepth > 0;
  if (isRecorded || x.dtype !== 'float32' || !hasCropKernel(tf.getBackend())) {
    return tf.slice(x, [0, rows[0], columns[0], 0], [-1, height, width, -1]);
  }
  const attributes = { row: rows[0], column: columns[0], height, width };
  return tf.engine().runKernel<tf.Tensor4D>(kernelName, { x }, attributes);
}

const left = (length: number, [before, after]: Margins): number => length - before - after;

const kernelName = 'CropImages';

interface CropAttributes {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
}

/** Gives the kernel to the backend if its memory is the host's. */
function hasCropKernel(backendName: string): boolean {
  if (tf.getKernel(kernelName, backendName)) return true;
  if (!isHostBackend(backendName)) return false;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const memory = hostMemoryOf(backendName, backend);
      return cropped(memory, inputs['x'] as tf.TensorInfo, attrs as unknown as CropAttributes);
    },
  });
  return true;
}

function cropped(
  memory: HostMemory,
  x: tf.TensorInfo,
  { row, column, height, width }: CropAttributes,
): tf.TensorInfo {
  const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
  const y = memory.output([batch, height, width, channels]);
  const [from, to] = [memory.values(x), memory.values(y)];
  const line = width * channels;
  let at = 0;
  for (let image = 0; image < batch; image++) {
    for (let i = row; i < row + height; i++) {
      const start = ((image * rows + i) * columns + column) * channels;
      for (let j = start; j < start + line; j++) to[at++] = from[j] as number;
    }
  }
  return y;
}
