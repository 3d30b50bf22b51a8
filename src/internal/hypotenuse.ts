import * as tf from '@tensorflow/tfjs-core';
import { log1p } from './log1p';
import { DOWN, ofPolar } from './polar';

/** √(a² + b²) over the whole range of float32, with the gradient 0 at 0. */
export function hypotenuse<R extends tf.Rank>(a: tf.Tensor<R>, b: tf.Tensor<R>): tf.Tensor<R> {
  return ofPolar(a, b, {
    value: ({ length, factor }) => tf.div(length, factor),
    gradient: (dy, { direction: [along, across] }) => [tf.mul(dy, along), tf.mul(dy, across)],
  });
}

/** log(1 + √(a² + b²)), also where the root is beyond float32, with the gradient 0 at 0. */
export function logHypotenuse<R extends tf.Rank>(a: tf.Tensor<R>, b: tf.Tensor<R>): tf.Tensor<R> {
  return ofPolar(a, b, {
    value: ({ length, factor }) =>
      tf.where(
        tf.less(factor, 1),
        tf.sub(tf.log(length), Math.log(DOWN)),
        log1p(tf.div(length, factor)),
      ),
    gradient: (dy, { length, factor, direction: [along, across] }) => {
      const slope = tf.div(dy, tf.add(1, tf.div(length, factor)));
      return [tf.mul(slope, along), tf.mul(slope, across)];
    },
  });
}
