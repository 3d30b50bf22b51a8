import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind, checkTensor } from '../internal/check';
import { checkSize } from '../internal/checkSize';
import { integer, listOf } from '../internal/kinds';
import { toFloat } from '../internal/toFloat';
import type { Sides } from './sides';

/** Of images, [rows, columns, in, out], or of signals, [width, in, out]. */
export type Kernel = tf.Tensor;

/** Rows and columns of images, or the width of signals. */
export type ImageSize = Sides | readonly [width: number];

/** In float32, as a kernel of images; signals have one row. */
export const asImageKernel = (kernel: Kernel): tf.Tensor4D =>
  toFloat(kernel.rank === 4 ? kernel : tf.expandDims(kernel, 0)) as tf.Tensor4D;

/** Rows and columns for a kernel; refuses what would take too much memory. */
export function checkKernel(kernel: Kernel, size: ImageSize): Sides {
  checkTensor('kernel', kernel, [3, 4]);
  check(kernel.size > 0, `kernel must hold weights, but its shape is [${kernel.shape}]`);
  const axes = kernel.rank - 2;
  checkKind(`size, for a kernel of rank ${kernel.rank},`, size, listOf(integer(1), axes, axes));
  const [rows, columns] = axes === 2 ? (size as Sides) : ([1, size[0]] as const);
  const [inputs, outputs] = kernel.shape.slice(-2) as [number, number];
  const shape = [rows, Math.floor(columns / 2) + 1, inputs, outputs];
  checkSize('its transfer function', shape, 'ask for a smaller size');
  return [rows, columns];
}
