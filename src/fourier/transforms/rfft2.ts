import { type Rank, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { named } from '../../internal/named';
import { along, checkPlane, type Fft2Options } from './checkPlane';
import { transformAxis } from './fft';
import { isComplex, type RealOrComplex, tidyPair } from './realOrComplex';
import { halfSpectrum, realValues } from './rfft';

/**
 * The two-dimensional transform of real values: ⌊n/2⌋ + 1 bins along the second axis, all along the
 * first.
 *
 * @param x real, rank 2 or more
 */
export function rfft2<R extends Rank>(x: Tensor<R>, options: Fft2Options = {}): ComplexTensor<R> {
  return named('rfft2', () => {
    const { rows, columns, n } = checkPlane(x, options);
    check(!isComplex(x), 'x must be real, but it is complex: use fft2');
    return tidyPair(() => {
      const half = halfSpectrum(x, along(columns, n?.[1]));
      return transformAxis(half, along(rows, n?.[0]), false);
    });
  });
}

/**
 * The real values whose {@link rfft2} is X.
 *
 * @param X complex, rank 2 or more
 * @param options shape: of the result; by default [m, 2(k - 1)] for [m, k] bins
 */
export function irfft2<R extends Rank>(X: RealOrComplex<R>, options: Fft2Options = {}): Tensor<R> {
  return named('irfft2', () => {
    const { rows, columns, n } = checkPlane(X, options);
    return tidy(() => {
      const lines = transformAxis(X, along(rows, n?.[0]), true);
      return realValues(lines, along(columns, n?.[1]));
    });
  });
}
