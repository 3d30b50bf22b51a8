import * as tf from '@tensorflow/tfjs-core';

/** Divisors, with 1 in the place of 0. */
export function oneForZero<T extends tf.Tensor>(divisor: T): T {
  return tf.tidy(() => tf.add<T>(divisor, tf.sub(1, tf.step(tf.abs(divisor)))));
}
