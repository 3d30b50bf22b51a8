import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../internal/complexTensor';
import type { Margins, PerAxis } from '../model/convolution';
import { dilate } from '../model/dilate';
import { complexLinesAlong, fromComplexLines, fromLines, linesAlong } from './alongAxis';
import type { AxisPlan } from './convolutionPlan';
import { complexLines, halfToReal, realToHalf } from './lines';

/**
 * A half spectrum [rows, ⌊columns/2⌋ + 1, a, b]: the frequencies first, so that the channels of all
 * images are mixed by one matrix product a frequency.
 */
export type Spectrum = ComplexTensor<tf.Rank.R4>;

/** Images [batch, rows, columns, channels] to spectra [·, ·, batch, channels]. */
export function imageSpectrum(x: tf.Tensor4D, plan: PerAxis<AxisPlan>): Spectrum {
  return planeSpectrum(tf.transpose(x, [1, 2, 0, 3]), plan);
}

/** The transfer function of a convolution, [·, ·, channels in, channels out]. */
export function kernelSpectrum(
  kernel: tf.Tensor4D,
  dilations: PerAxis,
  plan: PerAxis<AxisPlan>,
): Spectrum {
  return planeSpectrum(tf.reverse(dilate(kernel, dilations), [0, 1]), plan);
}

/** The answer's window of what has the spectrum, as images [batch, rows, columns, channels]. */
export function imagesOf(spectrum: Spectrum, [rows, columns]: PerAxis<AxisPlan>): tf.Tensor4D {
  const half = spectrum.real.shape;
  const keep = [rows.first + rows.length, columns.first + columns.length] as const;
  const alongRows = complexLines(complexLinesAlong(spectrum, 0, rows.n), {
    n: rows.n,
    keep: keep[0],
    inverse: true,
    scale: 1 / (rows.n * columns.n),
  });
  const bins = fromComplexLines(alongRows, half, 0);
  const plane = fromLines(
    halfToReal(complexLinesAlong(bins, 1, columns.n), { n: columns.n, keep: keep[1], scale: 1 }),
    bins.real.shape,
    1,
  ) as tf.Tensor4D;
  return tf.transpose(fromFirst(plane, [rows.first, columns.first]), [2, 0, 1, 3]);
}

/** Drops what lies before `first`; where first is negative, what lies before the plane is zero. */
function fromFirst(plane: tf.Tensor4D, [row, column]: PerAxis): tf.Tensor4D {
  const inside = tf.slice(plane, [Math.max(row, 0), Math.max(column, 0), 0, 0]);
  if (row >= 0 && column >= 0) return inside;
  const none: Margins = [0, 0];
  return tf.pad4d(inside, [
    [Math.max(-row, 0), 0],
    [Math.max(-column, 0), 0],
    [...none],
    [...none],
  ]);
}

/** The product of spectra: [·, ·, batch, in] times [·, ·, in, out]. */
export function mixChannels(x: Spectrum, transfer: Spectrum): Spectrum {
  return {
    real: tf.sub(tf.matMul(x.real, transfer.real), tf.matMul(x.imag, transfer.imag)),
    imag: tf.add(tf.matMul(x.real, transfer.imag), tf.matMul(x.imag, transfer.real)),
  };
}

/** The real plane [rows, columns, a, b], padded with zeros to the plan's lengths. */
function planeSpectrum(x: tf.Tensor4D, [rows, columns]: PerAxis<AxisPlan>): Spectrum {
  const half = realToHalf(linesAlong(x, 1, columns.n), {
    n: columns.n,
    keep: Math.floor(columns.n / 2) + 1,
    scale: 1,
  });
  const bins = fromComplexLines(half, x.shape, 1);
  const whole = complexLines(complexLinesAlong(bins, 0, rows.n), {
    n: rows.n,
    keep: rows.n,
    inverse: false,
    scale: 1,
  });
  return fromComplexLines(whole, bins.real.shape, 0) as Spectrum;
}
