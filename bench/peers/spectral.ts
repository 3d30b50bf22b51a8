import * as tf from '@tensorflow/tfjs-core';

/**
 * The two-dimensional real transform as tf.js offers it: tf.spectral knows the last axis only, so that the columns
 * take two transpositions. Real and imaginary part are read off at the end.
 *
 * @param x [batch, rows, columns]
 */
export function spectralRfft2(x: tf.Tensor3D): tf.Tensor[] {
  return tf.tidy(() => {
    const rows = tf.transpose(tf.spectral.rfft(x), [0, 2, 1]);
    const whole = tf.transpose(tf.spectral.fft(rows), [0, 2, 1]);
    return [tf.real(whole), tf.imag(whole)];
  });
}
