import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger, checkTensor } from '../internal/check';
import { toFloat } from '../internal/toFloat';
import type { Sides } from './sides';

/** Of images, [rows, columns, in, out], or of signals, [width, in, out]. */
export type Kernel = tf.Tensor;

/** Rows and columns of images, or the width of signals. */
export type ImageSize = Sides | readonly [width: number];

/** In float32, as a kernel of images; signals have one row. */
export const asImageKernel = (kernel: Kernel): tf.Tensor4D =>
  toFloat(kernel.rank === 4 ? kernel : tf.expandDims(kernel, 0)) as tf.Tensor4D;

/** Rows and columns for a kernel. */
export function checkKernel(kernel: Kernel, size: ImageSize): Sides {
  checkTensor('kernel', kernel, [3, 4]);
  check(kernel.size > 0, `kernel must hold weights, but its shape is [${kernel.shape}]`);
  const axes = kernel.rank - 2;
  check(
    Array.isArray(size) && size.length === axes,
    `a kernel of rank ${kernel.rank} needs ${axes === 2 ? '[rows, columns]' : '[width]'} of the input, but got ${Array.isArray(size) ? `[${size}]` : typeof size}`,
  );
  for (const side of size) checkInteger('the size of the input', side, 1);
  return axes === 2 ? (size as Sides) : [1, size[0]];
}
