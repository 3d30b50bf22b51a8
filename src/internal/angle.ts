import * as tf from '@tensorflow/tfjs-core';
import { ofPolar } from './polar';

/** The angle of (a, b) from (1, 0), in (-π, π], with the gradient 0 at 0. */
export function angle<R extends tf.Rank>(a: tf.Tensor<R>, b: tf.Tensor<R>): tf.Tensor<R> {
  return ofPolar(a, b, {
    value: () => tf.atan2(b, a),
    gradient: (dy, { length, factor, direction: [along, across] }) => {
      const turn = (part: tf.Tensor) => tf.mul(dy, tf.mul(tf.div(part, length), factor));
      return [tf.neg(turn(across)), turn(along)];
    },
  });
}
