import * as tf from '@tensorflow/tfjs-core';
import { signedPower } from './signedPower';

/** From the least to the largest value along `axes` to [0, 1], then v → v^gamma; what is constant becomes 1/2. */
export function fromLeastToLargest(x: tf.Tensor, axes: number[], gamma = 1): tf.Tensor {
  const least = tf.min(x, axes, true);
  const range = tf.sub(tf.max(x, axes, true), least);
  const constant = tf.equal(range, 0);
  const scaled = tf.div(tf.sub(x, least), tf.where(constant, tf.onesLike(range), range));
  return tf.where(constant, tf.fill(x.shape, 0.5), signedPower(scaled, gamma));
}
