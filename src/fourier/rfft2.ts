import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import type { ComplexTensor } from '../internal/complexTensor';
import { isComplex, type RealOrComplex, tidyPair } from './alongAxis';
import { fft, ifft } from './fft';
import { along, checkPlane, type Fft2Options } from './planes';
import { irfft, rfft } from './rfft';

/**
 * The two-dimensional transform of real values: ⌊n/2⌋ + 1 bins along the second axis, all along the
 * first.
 *
 * @param x real, rank 2 or more
 */
export function rfft2(x: Tensor, options: Fft2Options = {}): ComplexTensor {
  const { rows, columns, n } = checkPlane('rfft2', x, options);
  check(!isComplex(x), 'rfft2', 'x must be real, but it is complex: use fft2');
  return tidyPair(() => fft(rfft(x, along(columns, n?.[1])), along(rows, n?.[0])));
}

/**
 * The real values whose {@link rfft2} is X.
 *
 * @param X complex, rank 2 or more
 * @param options shape: of the result; by default [m, 2(k - 1)] for [m, k] bins
 */
export function irfft2(X: RealOrComplex, options: Fft2Options = {}): Tensor {
  const { rows, columns, n } = checkPlane('irfft2', X, options);
  return tidy(() => irfft(ifft(X, along(rows, n?.[0])), along(columns, n?.[1])));
}
