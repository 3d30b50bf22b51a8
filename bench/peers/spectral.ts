import * as tf from '@tensorflow/tfjs-core';

/**
 * The two-dimensional real transform as tf.js offers it: tf.spectral knows the last axis only, so that the columns
 * take two transpositions. They go part by part, since on webgl a complex tensor that was reshaped, as within
 * tf.spectral, has parts of the shape from before.
 *
 * @param x [batch, rows, columns]
 */
export function spectralRfft2(x: tf.Tensor3D): tf.Tensor[] {
  const [batch, rows, columns] = x.shape;
  const bins = Math.floor(columns / 2) + 1;
  return tf.tidy(() => {
    const half = transposedParts(tf.spectral.rfft(x), [batch, rows, bins]);
    return transposedParts(tf.spectral.fft(tf.complex(...half)), [batch, bins, rows]);
  });
}

function transposedParts(X: tf.Tensor, shape: [number, number, number]): [tf.Tensor, tf.Tensor] {
  const transposed = (part: tf.Tensor) => tf.transpose(tf.reshape(part, shape), [0, 2, 1]);
  return [transposed(tf.real(X)), transposed(tf.imag(X))];
}
