import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../internal/complexTensor';
import { checkComplex } from './alongAxis';

/** |X| of every value; X's shape. */
export function magnitude(X: ComplexTensor): tf.Tensor {
  checkComplex('magnitude', X);
  return tf.tidy(() => tf.sqrt(tf.add(tf.square(X.real), tf.square(X.imag))));
}

/** log(1 + |X|) of every value, the usual scale for looking at spectra; X's shape. */
export function logMagnitude(X: ComplexTensor): tf.Tensor {
  checkComplex('logMagnitude', X);
  return tf.tidy(() => tf.log1p(magnitude(X)));
}

/** The angle of every value in (-π, π]; X's shape. */
export function phase(X: ComplexTensor): tf.Tensor {
  checkComplex('phase', X);
  return tf.tidy(() => tf.atan2(X.imag, X.real));
}
