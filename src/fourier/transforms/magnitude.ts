import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { hypotenuse } from '../../internal/hypotenuse';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { checkComplex } from './realOrComplex';

/** |X| of every value; X's shape. Its gradient at 0 is 0. */
export function magnitude<R extends tf.Rank>(X: ComplexTensor<R>): tf.Tensor<R> {
  return named('magnitude', () => {
    checkComplex(X);
    return tf.tidy(() => hypotenuse(toFloat(X.real), toFloat(X.imag)));
  });
}

/** log(1 + |X|) of every value, the usual scale for looking at spectra; X's shape. */
export function logMagnitude<R extends tf.Rank>(X: ComplexTensor<R>): tf.Tensor<R> {
  return named('logMagnitude', () => {
    checkComplex(X);
    return tf.tidy(() => tf.log1p(hypotenuse(toFloat(X.real), toFloat(X.imag))));
  });
}

/** The angle of every value in (-π, π]; X's shape. */
export function phase<R extends tf.Rank>(X: ComplexTensor<R>): tf.Tensor<R> {
  return named('phase', () => {
    checkComplex(X);
    return tf.tidy(() => tf.atan2(toFloat(X.imag), toFloat(X.real)));
  });
}
