import * as tf from '@tensorflow/tfjs-core';

/** Signals pass as images of one row. */
export function throughImages(
  x: tf.Tensor,
  change: (images: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor {
  if (x.rank === 4) return change(x as tf.Tensor4D);
  return tf.squeeze(change(tf.expandDims<tf.Tensor4D>(x, 1)), [1]);
}
