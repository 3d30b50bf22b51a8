import type { Rank } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { named } from '../../internal/named';
import { along, checkPlane, type Fft2Options } from './checkPlane';
import { transformAxis } from './fft';
import { type RealOrComplex, tidyPair } from './realOrComplex';

/**
 * The two-dimensional discrete Fourier transform, unscaled as in NumPy.
 *
 * @param x real or complex, rank 2 or more
 * @returns x's shape, but for the two axes when `shape` is given
 * @throws where {@link fft} does, on a rank below 2, and on axes that are not two different ones
 * @example
 * const images = tf.ones([1, 4, 4, 3]);
 * const { real } = fft2(images, { axes: [1, 2] });
 * tf.slice(real, [0, 0, 0, 0], [1, 1, 1, 3]); // → [[[[16, 16, 16]]]]
 */
export function fft2<R extends Rank>(
  x: RealOrComplex<R>,
  options: Fft2Options = {},
): ComplexTensor<R> {
  return named('fft2', () => bothAxes(x, options, false));
}

/**
 * The inverse of {@link fft2}, scaled by one over the number of bins as in NumPy.
 *
 * @param x real or complex, rank 2 or more
 * @returns x's shape, but for the two axes when `shape` is given
 * @throws where {@link fft2} does
 * @example
 * ifft2(fft2(tf.tensor([[1, 2], [3, 4]]))).real; // → [[1, 2], [3, 4]]
 */
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
