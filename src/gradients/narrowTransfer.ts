import * as tf from '@tensorflow/tfjs-core';
import { transferFunction } from '../fourier/convolution/transferFunction';
import type { ComplexTensor } from '../internal/complexTensor';
import { asImageKernel, type Kernel } from './kernel';
import type { Sides } from './sides';

/**
 * The transfer function as matrices of at least as many rows as columns, transposed where there are more outputs than
 * inputs: the singular values are the same. At (-u, -v) they are those at (u, v), and half of the columns are left out.
 *
 * @returns [rows·(⌊columns/2⌋ + 1), channels, at most as many channels]
 */
export function narrowTransfer(kernel: Kernel, [rows, columns]: Sides): ComplexTensor<tf.Rank.R3> {
  const whole = asImageKernel(kernel);
  const isWide = whole.shape[3] > whole.shape[2];
  const narrow: tf.Tensor4D = isWide ? tf.transpose(whole, [0, 1, 3, 2]) : whole;
  const bins = Math.floor(columns / 2) + 1;
  const { real, imag } = transferFunction(narrow, [rows, columns], { bins });
  const matrices = [rows * bins, narrow.shape[2], narrow.shape[3]] as const;
  return {
    real: tf.reshape<tf.Rank.R3>(real, [...matrices]),
    imag: tf.reshape<tf.Rank.R3>(imag, [...matrices]),
  };
}
