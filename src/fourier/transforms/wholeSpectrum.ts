import * as tf from '@tensorflow/tfjs-core';
import type { Lines } from './lineTransform';

/** All n bins of the spectra of real lines, from the first ⌊n/2⌋ + 1: X[n - k] = X[k]*. */
export function wholeSpectrum(half: Lines, n: number): Lines {
  if (n < 3) return half;
  const [outer, , inner] = half.real.shape;
  const mirrored = (part: tf.Tensor3D) =>
    tf.reverse(tf.slice(part, [0, 1, 0], [outer, Math.ceil(n / 2) - 1, inner]), 1);
  return {
    real: tf.concat([half.real, mirrored(half.real)], 1),
    imag: tf.concat([half.imag, tf.neg(mirrored(half.imag))], 1),
  };
}
