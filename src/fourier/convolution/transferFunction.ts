import * as tf from '@tensorflow/tfjs-core';
import { complexProduct } from '../../internal/complexProduct';
import type { ComplexTensor } from '../../internal/complexTensor';
import type { PerAxis } from '../../linear/convolution';
import { planeWaves } from '../transforms/planeWaves';
import { tidyPair } from '../transforms/realOrComplex';

export interface TransferOptions {
  /** How far the input of an output begins before it, in rows and columns. Default: 0; it turns phases only. */
  readonly before?: PerAxis | undefined;
  /** Columns of bins. Default: all. */
  readonly bins?: number | undefined;
}

/**
 * What a convolution of images that wrap around does to each frequency: F{y}(ω)[o] = Σ_i T(ω)[i, o] F{x}(ω)[i]. The
 * convolution of tf.js is a cross-correlation, so that T(u, v) = Σ_k kernel[k] exp(2πi (u(k₁ - b₁)/rows + v(k₂ - b₂)/columns)).
 *
 * @param kernel [rows, columns, in, out]
 * @returns [rows, bins, in, out]
 */
export function transferFunction(
  kernel: tf.Tensor4D,
  [rows, columns]: PerAxis,
  { before = [0, 0], bins = columns }: TransferOptions = {},
): ComplexTensor<tf.Rank.R4> {
  const [down, across, inputs, outputs] = kernel.shape;
  return tidyPair(() => {
    const places = (taps: number, axis: 0 | 1) =>
      Array.from({ length: taps }, (_, k) => before[axis] - k);
    const alongRows = planeWaves(rows, places(down, 0));
    const alongColumns = planeWaves(columns, places(across, 1), bins);
    const taps = tf.reshape(kernel, [down, -1]);
    // [rows, columns of taps, channels], its columns first
    const columnsFirst = (half: tf.Tensor) =>
      tf.reshape(tf.transpose(tf.reshape(half, [rows, across, inputs * outputs]), [1, 0, 2]), [
        across,
        -1,
      ]);
    const half = {
      real: columnsFirst(tf.matMul(alongRows.real, taps)),
      imag: columnsFirst(tf.matMul(alongRows.imag, taps)),
    };
    const { real, imag } = complexProduct(alongColumns, half, tf.matMul);
    const rowsFirst = (part: tf.Tensor) =>
      tf.transpose(tf.reshape(part, [bins, rows, inputs, outputs]), [1, 0, 2, 3]);
    return { real: rowsFirst(real), imag: rowsFirst(imag) };
  });
}
