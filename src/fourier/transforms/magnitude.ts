import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { tidy } from '@tensorflow/tfjs-core';
import { angle } from '../../internal/angle';
import type { ComplexTensor } from '../../internal/complexTensor';
import { hypotenuse, logHypotenuse } from '../../internal/hypotenuse';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { checkComplex } from './realOrComplex';

/** |X| of every value, over the whole range of float32; X's shape. Its gradient at 0 is 0. */
export function magnitude<R extends Rank>(X: ComplexTensor<R>): Tensor<R> {
  return named('magnitude', () => ofParts(X, hypotenuse));
}

/** log(1 + |X|) of every value, the usual scale for looking at spectra; X's shape. Its gradient at 0 is 0. */
export function logMagnitude<R extends Rank>(X: ComplexTensor<R>): Tensor<R> {
  return named('logMagnitude', () => ofParts(X, logHypotenuse));
}

/** The angle of every value in (-π, π]; X's shape. Its gradient at 0 is 0. */
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
