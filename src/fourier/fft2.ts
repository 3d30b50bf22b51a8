import type { ComplexTensor } from '../internal/complexTensor';
import { type RealOrComplex, tidyPair } from './alongAxis';
import { fft, ifft } from './fft';
import { along, checkPlane, type Fft2Options } from './planes';

/**
 * The two-dimensional discrete Fourier transform, unscaled.
 *
 * @param x real or complex, rank 2 or more
 * @returns x's shape, but for the two axes when `shape` is given
 */
export function fft2(x: RealOrComplex, options: Fft2Options = {}): ComplexTensor {
  return bothAxes('fft2', fft, x, options);
}

/** The inverse of {@link fft2}, scaled by one over the number of bins. */
export function ifft2(x: RealOrComplex, options: Fft2Options = {}): ComplexTensor {
  return bothAxes('ifft2', ifft, x, options);
}

function bothAxes(
  caller: string,
  transform: typeof fft,
  x: RealOrComplex,
  options: Fft2Options,
): ComplexTensor {
  const { rows, columns, n } = checkPlane(caller, x, options);
  return tidyPair(() => transform(transform(x, along(columns, n?.[1])), along(rows, n?.[0])));
}
