import { type Rank, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { type RealOrComplex, tidyPair } from './alongAxis';
import { along, checkPlane, type Fft2Options } from './checkPlane';
import { transformAxis } from './fft';
import { halfSpectrum, realValues } from './rfft';

/**
 * The two-dimensional transform of real values: ⌊n/2⌋ + 1 bins along the second axis, all along the
 * first.
 *
 * @param x real, rank 2 or more
 */
export function rfft2<R extends Rank>(x: Tensor<R>, options: Fft2Options = {}): ComplexTensor<R> {
  const { rows, columns, n } = checkPlane('rfft2', x, options);
  return tidyPair(() => {
    const half = halfSpectrum('rfft2', x, along(columns, n?.[1]));
    return transformAxis('rfft2', half, along(rows, n?.[0]), false);
  });
}

/**
 * The real values whose {@link rfft2} is X.
 *
 * @param X complex, rank 2 or more
 * @param options shape: of the result; by default [m, 2(k - 1)] for [m, k] bins
 */
export function irfft2<R extends Rank>(X: RealOrComplex<R>, options: Fft2Options = {}): Tensor<R> {
  const { rows, columns, n } = checkPlane('irfft2', X, options);
  return tidy(() => {
    const lines = transformAxis('irfft2', X, along(rows, n?.[0]), true);
    return realValues('irfft2', lines, along(columns, n?.[1]));
  });
}
