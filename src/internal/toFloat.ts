import * as tf from '@tensorflow/tfjs-core';

/**
 * x in float32. On webgpu tf.cast only relabels integers, and tf.transpose then leaves its output
 * unwritten (tf.js 4.22), so integers are computed with once.
 */
export function toFloat<T extends tf.Tensor>(x: T): T {
  if (x.dtype === 'float32') return x;
  return tf.tidy(() => tf.add<T>(tf.cast(x, 'float32'), 0));
}
