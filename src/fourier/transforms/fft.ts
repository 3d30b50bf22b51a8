import { neg, type Rank, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { complexLines, realToHalf } from './complexLines';
import type { Lines } from './lineTransform';
import {
  checkLength,
  checkTransformable,
  complexLinesAlong,
  fromComplexLines,
  isComplex,
  linesAlong,
  type RealOrComplex,
  tidyPair,
} from './realOrComplex';
import { wholeSpectrum } from './wholeSpectrum';

export interface FftOptions {
  /** Length of the transform: x is cropped or padded with zeros to it. Default: x's own. */
  readonly n?: number | undefined;
  /** Default: the last one. Negative axes count from the end. */
  readonly axis?: number | undefined;
}

/**
 * The discrete Fourier transform X[k] = Σ_j x[j] exp(-2πi jk/n) along one axis, unscaled as in NumPy.
 *
 * @param x real or complex, any shape
 * @returns x's shape, with n along the axis
 * @throws on scalars, disposed tensors, an axis that x does not have, n < 1
 */
export function fft<R extends Rank>(
  x: RealOrComplex<R>,
  options: FftOptions = {},
): ComplexTensor<R> {
  return named('fft', () => transformAxis(x, options, false));
}

/**
 * The inverse of {@link fft}: x[j] = 1/n Σ_k X[k] exp(+2πi jk/n).
 *
 * @param x real or complex, any shape
 * @returns x's shape, with n along the axis
 */
export function ifft<R extends Rank>(
  x: RealOrComplex<R>,
  options: FftOptions = {},
): ComplexTensor<R> {
  return named('ifft', () => transformAxis(x, options, true));
}

/** The same on behalf of another function. */
export function transformAxis<R extends Rank>(
  x: RealOrComplex<R>,
  options: FftOptions,
  inverse: boolean,
): ComplexTensor<R> {
  const { axis: along = -1, n: length, ...others } = optionsOf(options);
  checkNone(others);
  checkTransformable(x);
  const shape = isComplex(x) ? x.real.shape : x.shape;
  const { axis, n } = checkLength(shape, along, length);
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
