import { neg, type Rank, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { integer } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { complexLines, realToHalf } from './complexLines';
import type { Lines } from './lineTransform';
import {
  checkLength,
  complexLinesAlong,
  emptyPair,
  fromComplexLines,
  isComplex,
  linesAlong,
  MOST_LENGTH,
  type RealOrComplex,
  tidyPair,
  transformableShape,
} from './realOrComplex';
import { wholeSpectrum } from './wholeSpectrum';

export interface FftOptions {
  /** Length of the transform, at most 2²²: x is cropped or padded with zeros to it. Default: x's own. */
  readonly n?: number | undefined;
  /** Default: the last one. Negative axes count from the end. */
  readonly axis?: number | undefined;
}

export const fftKinds: KindsOf<FftOptions> = { n: integer(1, MOST_LENGTH), axis: integer() };

/**
 * The discrete Fourier transform X[k] = Σ_j x[j] exp(-2πi jk/n) along one axis, unscaled as in NumPy.
 *
 * @param x real or complex, any shape
 * @returns x's shape, with n along the axis
 * @throws on scalars, disposed tensors, an axis that x does not have or that has no values, and where n would make
 *   a part of the result larger than 256 MiB
 * @example
 * const { real, imag } = fft(tf.tensor([1, 2, 3, 4]));
 * real; // → [10, -2, -2, -2]
 * imag; // → [0, 2, 0, -2]
 */
export function fft<R extends Rank>(
  x: RealOrComplex<R>,
  options: FftOptions = {},
): ComplexTensor<R> {
  return named('fft', () => transformAxis(x, optionsOf(options, fftKinds), false));
}

/**
 * The inverse of {@link fft}: x[j] = 1/n Σ_k X[k] exp(+2πi jk/n). As NumPy's.
 *
 * @param x real or complex, any shape
 * @returns x's shape, with n along the axis
 * @throws where {@link fft} does
 * @example
 * ifft(fft(tf.tensor([1, 2, 3, 4]))).real; // → [1, 2, 3, 4]
 */
export function ifft<R extends Rank>(
  x: RealOrComplex<R>,
  options: FftOptions = {},
): ComplexTensor<R> {
  return named('ifft', () => transformAxis(x, optionsOf(options, fftKinds), true));
}

/** The same on behalf of another function. */
export function transformAxis<R extends Rank>(
  x: RealOrComplex<R>,
  { axis: along = -1, n: length }: FftOptions,
  inverse: boolean,
): ComplexTensor<R> {
  const shape = transformableShape(x);
  const { axis, n } = checkLength(shape, along, length);
  if (shape.includes(0)) return emptyPair(shape, axis, n);
  const scale = inverse ? 1 / n : 1;
  return tidyPair(() => {
    const lines = isComplex(x)
      ? complexLines(complexLinesAlong(x, axis, n), { n, keep: n, inverse, scale })
      : realLines(linesAlong(x, axis, n), n, inverse, scale);
    return fromComplexLines(lines, shape, axis);
  });
}

/** The spectra of real lines are computed to their middle and mirrored. */
function realLines(x: Tensor3D, n: number, inverse: boolean, scale: number): Lines {
  const half = realToHalf(x, { n, keep: Math.floor(n / 2) + 1, scale });
  const whole = wholeSpectrum(half, n);
  return inverse ? { real: whole.real, imag: neg(whole.imag) } : whole;
}
