import * as tf from '@tensorflow/tfjs-core';
import { checkNonNegative } from './checkNumber';
import { negative, positive } from './parts';
import type { Rule } from './rule';
import { STABILIZER, stabilized } from './stabilized';
import { withBias } from './withBias';

/**
 * LRP-γ for inputs of any sign (Andéol et al. 2021, as in Zennit): where z > 0, what speaks for it counts 1 + γ times;
 * where z < 0, what speaks for that.
 *
 * @param gamma at least 0. Default: 0.25
 */
export function gammaRule(gamma = 0.25): Rule {
  checkNonNegative('gammaRule', 'gamma', gamma);
  return (part, a, relevance) => {
    const { weights, bias } = part;
    const favouring = <T extends tf.Tensor>(x: T, side: (x: T) => T): T =>
      tf.add(x, tf.mul(side(x), gamma));
    const [up, down] = [favouring(weights, positive), favouring(weights, negative)];
    const [above, below] = [positive(a), negative(a)];
    const z = withBias(part.forward(weights, a), bias);
    const shares = (
      forAbove: tf.Tensor4D,
      forBelow: tf.Tensor4D,
      isMeant: tf.Tensor,
      b: typeof bias,
    ) => {
      const sum = withBias(tf.add(part.forward(forAbove, above), part.forward(forBelow, below)), b);
      const meant = tf.mul(relevance, tf.cast(isMeant, 'float32'));
      const s = stabilized(meant, sum, STABILIZER);
      return tf.add(
        tf.mul(above, part.backward(forAbove, s)),
        tf.mul(below, part.backward(forBelow, s)),
      );
    };
    return tf.add(
      shares(up, down, tf.greater(z, 0), bias && favouring(bias, positive)),
      shares(down, up, tf.less(z, 0), bias && favouring(bias, negative)),
    );
  };
}
