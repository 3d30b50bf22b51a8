import * as tf from '@tensorflow/tfjs-core';
import { check, checkAxis } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { halfToReal, realToHalf } from './complexLines';
import { type FftOptions, fftKinds } from './fft';
import {
  checkLength,
  complexLinesAlong,
  emptyPair,
  fromComplexLines,
  fromLines,
  isComplex,
  linesAlong,
  type RealOrComplex,
  tidyPair,
  transformableShape,
  withLength,
} from './realOrComplex';

/**
 * The first ⌊n/2⌋ + 1 bins of the discrete Fourier transform of real values, the others being their complex
 * conjugates. As NumPy's.
 *
 * @param x real, any shape
 * @returns x's shape, with ⌊n/2⌋ + 1 along the axis
 * @throws on a complex x, and where {@link fft} does
 * @example
 * const { real, imag } = rfft(tf.tensor([1, 2, 3, 4]));
 * real; // → [10, -2, -2]
 * imag; // → [0, 2, 0]
 */
export function rfft<R extends tf.Rank>(
  x: tf.Tensor<R>,
  options: FftOptions = {},
): ComplexTensor<R> {
  return named('rfft', () => {
    const { axis, n } = optionsOf(options, fftKinds);
    transformableShape(x);
    check(!isComplex(x), 'x must be real, but it is complex: use fft');
    return halfSpectrum(x, { axis, n });
  });
}

/** The same on behalf of another function. */
export function halfSpectrum<R extends tf.Rank>(
  x: tf.Tensor<R>,
  options: FftOptions,
): ComplexTensor<R> {
  const { axis, n } = lengthOf(x.shape, options);
  const keep = Math.floor(n / 2) + 1;
  if (x.size === 0) return emptyPair(x.shape, axis, keep);
  return tidyPair(() => {
    return fromComplexLines(
      realToHalf(linesAlong(x, axis, n), { n, keep, scale: 1 }),
      x.shape,
      axis,
    );
  });
}

/**
 * The real values whose {@link rfft} is X. The imaginary parts of bin 0 and (n even) bin n/2 do not
 * count, as in NumPy.
 *
 * @param X complex (or real), any shape, bins along the axis; missing ones count as zero
 * @param options n: length of the result, 2(m - 1) by default for m bins
 * @returns X's shape, with n along the axis
 * @throws where {@link fft} does
 * @example
 * irfft(rfft(tf.tensor([1, 2, 3])), { n: 3 }); // → [1, 2, 3]
 */
export function irfft<R extends tf.Rank>(
  X: RealOrComplex<R>,
  options: FftOptions = {},
): tf.Tensor<R> {
  return named('irfft', () => realValues(X, optionsOf(options, fftKinds)));
}

/** The same on behalf of another function. */
export function realValues<R extends tf.Rank>(
  X: RealOrComplex<R>,
  options: FftOptions,
): tf.Tensor<R> {
  const shape = transformableShape(X);
  const { axis, n } = lengthOf(shape, options, (bins) => 2 * (bins - 1));
  if (shape.includes(0)) return tf.zeros(withLength(shape, axis, n)) as tf.Tensor as tf.Tensor<R>;
  return tf.tidy(() => {
    const spectrum = isComplex(X) ? X : { real: X, imag: tf.zerosLike(X) };
    const bins = complexLinesAlong(spectrum, axis, Math.floor(n / 2) + 1);
    return fromLines(halfToReal(bins, { n, keep: n, scale: 1 / n }), shape, axis) as tf.Tensor<R>;
  });
}

/** The axis and the length of the transform, which follows from that of the axis. */
function lengthOf(
  shape: readonly number[],
  { axis = -1, n }: FftOptions,
  usual = (length: number) => length,
) {
  const length = itemAt(shape, checkAxis(axis, shape.length));
  return checkLength(shape, axis, n ?? usual(length));
}
