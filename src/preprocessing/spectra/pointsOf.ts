import * as tf from '@tensorflow/tfjs-core';

/** `size` neighbouring points of spectra from `begin` on. */
export function pointsOf(x: tf.Tensor, axis: number, [begin, size]: [number, number]): tf.Tensor {
  const starts = x.shape.map((_, i) => (i === axis ? begin : 0));
  const sizes = x.shape.map((n, i) => (i === axis ? size : n));
  return tf.slice(x, starts, sizes);
}
