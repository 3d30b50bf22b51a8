import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';

/** sign(x)·|x|^gamma; NaN stays NaN. */
export function signedPower(x: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 1) return x;
  const power = tf.mul(tf.sign(x), tf.pow(tf.abs(x), gamma));
  // sign loses NaN on every backend, pow on webgl
  return tf.where(tf.isNaN(x), x, power);
}

/** Refuses all but finite numbers above 0. */
export function checkGamma(gamma: number): void {
  check(
    Number.isFinite(gamma) && gamma > 0,
    `gamma must be a finite number above 0, but it is ${gamma}`,
  );
}
