import * as tf from '@tensorflow/tfjs-core';
import { sampleOnHost } from '../../internal/sampleOnHost';
import type { Lines } from './lineTransform';

/** All n bins of the spectra of real lines, from the first ⌊n/2⌋ + 1: X[n - k] = X[k]*. */
export function wholeSpectrum(half: Lines, n: number): Lines {
  if (n < 3) return half;
  const mirrored = (part: tf.Tensor3D) => backwards(part, Math.ceil(n / 2) - 1);
  return {
    real: tf.concat([half.real, mirrored(half.real)], 1),
    imag: tf.concat([half.imag, tf.neg(mirrored(half.imag))], 1),
  };
}

/** The bins from the last one that is meant down to bin 1. */
function backwards(part: tf.Tensor3D, last: number): tf.Tensor3D {
  const [outer, bins, inner] = part.shape;
  const down = { begin: last, count: last, step: -1 };
  const images: tf.Tensor4D = tf.reshape(part, [outer, bins, 1, inner]);
  const sampled = sampleOnHost(images, down, { begin: 0, count: 1, step: 1 });
  if (sampled) return tf.reshape(sampled, [outer, last, inner]);
  return tf.reverse(tf.slice(part, [0, 1, 0], [outer, last, inner]), 1);
}
