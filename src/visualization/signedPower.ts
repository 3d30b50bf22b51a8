import * as tf from '@tensorflow/tfjs-core';

/** sign(x)·|x|^gamma; NaN stays NaN. */
export function signedPower(x: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 1) return x;
  const power = tf.mul(tf.sign(x), tf.pow(tf.abs(x), gamma));
  // sign loses NaN on every backend, pow on webgl
  return tf.where(tf.isNaN(x), x, power);
}
