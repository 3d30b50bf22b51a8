import * as tf from '@tensorflow/tfjs-core';
import { type ComplexTensor, fft2, fftfreq, ifft2 } from 'fourier-xai';

/** Frequencies that pass, in cycles per pixel. */
export type Band = readonly [low: number, high: number];

/** The highest frequency there is lies in a corner, at √½. */
export const isWhole = ([low, high]: Band) => low <= 0 && high >= 0.71;

/** Spectra [n, rows, columns] with all frequencies at 0 that do not pass. */
export function masked(
  X: ComplexTensor,
  [rows, columns]: readonly [number, number],
  [low, high]: Band,
  keepsMean = false,
): ComplexTensor {
  return tf.tidy(() => {
    const u = tf.reshape(fftfreq(rows), [1, rows, 1]);
    const v = tf.reshape(fftfreq(columns), [1, 1, columns]);
    const radius = tf.sqrt(tf.add(tf.square(u), tf.square(v)));
    const inside = tf.logicalAnd(tf.greaterEqual(radius, low), tf.lessEqual(radius, high));
    const passing = keepsMean ? tf.logicalOr(inside, tf.equal(radius, 0)) : inside;
    const passes = tf.cast(passing, 'float32');
    return { real: tf.mul(X.real, passes), imag: tf.mul(X.imag, passes) };
  });
}

/** An input, [1, rows, columns, channels], of which only a band is left, and the mean of each channel. */
export function bandOf(x: tf.Tensor4D, band: Band): tf.Tensor4D {
  return tf.tidy(() => {
    const planes = tf.transpose(tf.squeeze(x, [0]), [2, 0, 1]);
    const size = planes.shape.slice(1) as [number, number];
    const left = ifft2(masked(fft2(planes), size, band, true)).real;
    return tf.expandDims(tf.transpose(left, [1, 2, 0]), 0) as tf.Tensor4D;
  });
}
