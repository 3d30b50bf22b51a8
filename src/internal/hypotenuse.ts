import * as tf from '@tensorflow/tfjs-core';

/** √(a² + b²), with the gradient 0 at 0: where the sum is 0, 1 is added below the root and taken off again. */
export function hypotenuse<R extends tf.Rank>(a: tf.Tensor<R>, b: tf.Tensor<R>): tf.Tensor<R> {
  return tf.tidy(() => {
    const sum = tf.add<tf.Tensor<R>>(tf.square(a), tf.square(b));
    const isZero = tf.sub(1, tf.step(sum));
    return tf.sub(tf.sqrt(tf.add(sum, isZero)), isZero);
  });
}
