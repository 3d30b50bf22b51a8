import type { Rank } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { named } from '../../internal/named';
import { along, checkPlane, type Fft2Options } from './checkPlane';
import { transformAxis } from './fft';
import { type RealOrComplex, tidyPair } from './realOrComplex';

/**
 * The two-dimensional discrete Fourier transform, unscaled.
 *
 * @param x real or complex, rank 2 or more
 * @returns x's shape, but for the two axes when `shape` is given
 */
export function fft2<R extends Rank>(
  x: RealOrComplex<R>,
  options: Fft2Options = {},
): ComplexTensor<R> {
  return named('fft2', () => bothAxes(x, options, false));
}

/** The inverse of {@link fft2}, scaled by one over the number of bins. */
export function ifft2<R extends Rank>(
  x: RealOrComplex<R>,
  options: Fft2Options = {},
): ComplexTensor<R> {
  return named('ifft2', () => bothAxes(x, options, true));
}

function bothAxes<R extends Rank>(
  x: RealOrComplex<R>,
  options: Fft2Options,
  inverse: boolean,
): ComplexTensor<R> {
  const { rows, columns, n } = checkPlane(x, options);
  return tidyPair(() => {
    const lines = transformAxis(x, along(columns, n?.[1]), inverse);
    return transformAxis(lines, along(rows, n?.[0]), inverse);
  });
}
