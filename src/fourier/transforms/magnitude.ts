import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { tidy } from '@tensorflow/tfjs-core';
import { angle } from '../../internal/angle';
import type { ComplexTensor } from '../../internal/complexTensor';
import { hypotenuse, logHypotenuse } from '../../internal/hypotenuse';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { checkComplex } from './realOrComplex';

/**
 * |X| of every value, over the whole range of float32, as NumPy's `abs`. Its gradient at 0 is 0.
 *
 * @param X a spectrum of any shape
 * @returns X's shape
 * @throws on what is no pair of tensors of one shape
 * @example
 * magnitude({ real: tf.tensor([3, 0]), imag: tf.tensor([4, -2]) }); // → [5, 2]
 */
export function magnitude<R extends Rank>(X: ComplexTensor<R>): Tensor<R> {
  return named('magnitude', () => ofParts(X, hypotenuse));
}

/**
 * log(1 + |X|) of every value, the usual scale for looking at spectra: `np.log1p(np.abs(X))`. Its gradient at 0 is 0.
 *
 * @param X a spectrum of any shape
 * @returns X's shape
 * @throws where {@link magnitude} does
 * @example
 * logMagnitude({ real: tf.tensor([0, 3]), imag: tf.tensor([0, 4]) }); // → [0, 1.792]
 */
export function logMagnitude<R extends Rank>(X: ComplexTensor<R>): Tensor<R> {
  return named('logMagnitude', () => ofParts(X, logHypotenuse));
}

/**
 * The angle of every value in (-π, π], as NumPy's `angle`. Its gradient at 0 is 0.
 *
 * @param X a spectrum of any shape
 * @returns X's shape, in radians
 * @throws where {@link magnitude} does
 * @example
 * phase({ real: tf.tensor([0, -1]), imag: tf.tensor([2, 0]) }); // → [1.571, 3.142]
 */
export function phase<R extends Rank>(X: ComplexTensor<R>): Tensor<R> {
  return named('phase', () => ofParts(X, angle));
}

function ofParts<R extends Rank>(
  X: ComplexTensor<R>,
  compute: (real: Tensor<R>, imag: Tensor<R>) => Tensor<R>,
): Tensor<R> {
  checkComplex(X);
  return tidy(() => compute(toFloat(X.real), toFloat(X.imag)));
}
