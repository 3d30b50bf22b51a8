import * as tf from '@tensorflow/tfjs-core';

type Spectra = tf.Tensor1D | tf.Tensor2D | tf.Tensor3D;

/** A tensor of any rank, for types. */
export const asSpectra = (x: tf.Tensor): Spectra => x as Spectra;

/** Spectra of rank 1 to 3, as the shape says. */
export const spectraOf = (values: ArrayLike<number>, shape: readonly number[]): Spectra =>
  asSpectra(tf.tensor<tf.Rank>(Float32Array.from(values), [...shape]));
