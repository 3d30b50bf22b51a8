import { type Rank, reshape, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { along, checkPlane, type Fft2Options } from './checkPlane';
import { transformAxis } from './fft';
import { isComplex, type RealOrComplex, tidyPair } from './realOrComplex';
import { hasRealPlanes, realPlanes } from './realPlanes';
import { halfSpectrum, realValues } from './rfft';

/**
 * The two-dimensional transform of real values: ⌊n/2⌋ + 1 bins along the second axis, all along the first, as NumPy's.
 *
 * @param x real, rank 2 or more
 * @returns x's shape, with ⌊n/2⌋ + 1 along the second axis
 * @throws on a complex x, and where {@link fft2} does
 * @example
 * rfft2(tf.ones([4, 6])).real.shape; // → [4, 4]
 */
export function rfft2<R extends Rank>(x: Tensor<R>, options: Fft2Options = {}): ComplexTensor<R> {
  return named('rfft2', () => {
    const { rows, columns, n } = checkPlane(x, options);
    check(!isComplex(x), 'x must be real, but it is complex: use fft2');
    const lengths = n ?? ([itemAt(x.shape, rows), itemAt(x.shape, columns)] as const);
    const last = rows === x.shape.length - 2 && columns === x.shape.length - 1;
    if (last && x.size > 0 && hasRealPlanes(lengths)) return planeSpectra(x, lengths);
    return tidyPair(() => {
      const half = halfSpectrum(x, along(columns, n?.[1]));
      return transformAxis(half, along(rows, n?.[0]), false);
    });
  });
}

/** Of the last two axes, both at once. */
function planeSpectra<R extends Rank>(
  x: Tensor<R>,
  lengths: readonly [number, number],
): ComplexTensor<R> {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const before = x.shape.slice(0, -2);
  return tidyPair(() => {
    const planes = reshape<Rank.R3>(toFloat(x), [-1, rows, columns]);
    const used: [number, number, number] = [
      planes.shape[0],
      Math.min(rows, lengths[0]),
      Math.min(columns, lengths[1]),
    ];
    const isWhole = used[1] === rows && used[2] === columns;
    const { real, imag } = realPlanes(isWhole ? planes : slice(planes, 0, used), lengths);
    const shape = [...before, lengths[0], lengths[1] / 2 + 1];
    return { real: reshape(real, shape), imag: reshape(imag, shape) };
  });
}

/**
 * The real values whose {@link rfft2} is X, as NumPy's.
 *
 * @param X complex, rank 2 or more
 * @param options shape: of the result; by default [m, 2(k - 1)] for [m, k] bins
 * @returns X's shape, with `shape` along the two axes
 * @throws where {@link fft2} does
 * @example
 * irfft2(rfft2(tf.tensor([[1, 2], [3, 4]]))); // → [[1, 2], [3, 4]]
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
