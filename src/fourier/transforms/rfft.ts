import * as tf from '@tensorflow/tfjs-core';
import { check, checkAxis } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { halfToReal, realToHalf } from './complexLines';
import type { FftOptions } from './fft';
import {
  checkLength,
  checkTransformable,
  complexLinesAlong,
  fromComplexLines,
  fromLines,
  isComplex,
  linesAlong,
  type RealOrComplex,
  tidyPair,
} from './realOrComplex';

/**
 * The first ⌊n/2⌋ + 1 bins of the discrete Fourier transform of real values, the others being their
 * complex conjugates.
 *
 * @param x real, any shape
 * @returns x's shape, with ⌊n/2⌋ + 1 along the axis
 * @throws on a complex x, and where {@link fft} does
 */
export function rfft<R extends tf.Rank>(
  x: tf.Tensor<R>,
  options: FftOptions = {},
): ComplexTensor<R> {
  return named('rfft', () => {
    check(!isComplex(x), 'x must be real, but it is complex: use fft');
    return halfSpectrum(x, options);
  });
}

/** The same on behalf of another function. */
export function halfSpectrum<R extends tf.Rank>(
  x: tf.Tensor<R>,
  options: FftOptions,
): ComplexTensor<R> {
  checkTransformable(x);
  const { axis, n } = lengthOf(x.shape, options);
  return tidyPair(() => {
    const keep = Math.floor(n / 2) + 1;
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
 * @param X complex (or real), bins along the axis; missing ones count as zero
 * @param options n: length of the result, 2(m - 1) by default for m bins
 * @returns X's shape, with n along the axis
 */
export function irfft<R extends tf.Rank>(
  X: RealOrComplex<R>,
  options: FftOptions = {},
): tf.Tensor<R> {
  return named('irfft', () => realValues(X, options));
}

/** The same on behalf of another function. */
export function realValues<R extends tf.Rank>(
  X: RealOrComplex<R>,
  options: FftOptions,
): tf.Tensor<R> {
  checkTransformable(X);
  const { shape } = isComplex(X) ? X.real : X;
  const { axis, n } = lengthOf(shape, options, (bins) => 2 * (bins - 1));
  return tf.tidy(() => {
    const spectrum = isComplex(X) ? X : { real: X, imag: tf.zerosLike(X) };
    const bins = complexLinesAlong(spectrum, axis, Math.floor(n / 2) + 1);
    return fromLines(halfToReal(bins, { n, keep: n, scale: 1 / n }), shape, axis) as tf.Tensor<R>;
  });
}

/** The axis and the length of the transform, which follows from that of the axis. */
function lengthOf(
  shape: readonly number[],
  options: FftOptions,
  usual = (length: number) => length,
) {
  const { axis = -1, n, ...others } = optionsOf(options);
  checkNone(others);
  const length = itemAt(shape, checkAxis(axis, shape.length));
  return checkLength(shape, axis, n ?? usual(length));
}
