import * as tf from '@tensorflow/tfjs-core';

/** Below it, 1 + x loses digits of x. */
const NEAR = 0.5;

/** log(1 + x) for x ≥ 0, without a gradient; that of tf.js forgets small values on wasm. There, 2 artanh(x / (2 + x)). */
export function log1p(x: tf.Tensor): tf.Tensor {
  const s = tf.div(x, tf.add(x, 2));
  const square = tf.square(s);
  const series = [9, 7, 5, 3].reduce<tf.Tensor>(
    (sum, power) => tf.add(tf.mul(sum, square), 1 / power),
    tf.fill(x.shape, 1 / 11),
  );
  const small = tf.mul(tf.mul(s, 2), tf.add(1, tf.mul(series, square)));
  // NaN is in neither half, and tf.log of it is a number on some devices
  return tf.where(tf.greaterEqual(x, NEAR), tf.log(tf.add(x, 1)), small);
}
