import * as tf from '@tensorflow/tfjs-core';

/**
 * Divides by the largest |value| along `axes`: results lie in [-1, 1] and zero stays zero, also
 * where all values are. Where one value is NaN, so is the largest, and with it all results.
 */
export function divideByLargest(x: tf.Tensor, axes: number[]): tf.Tensor {
  return tf.tidy(() => {
    const largest = tf.max(tf.abs(x), axes, true);
    return tf.div(x, tf.where(tf.equal(largest, 0), tf.onesLike(largest), largest));
  });
}
