import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../../internal/check';
import { itemAt } from '../../../internal/itemAt';
import { named } from '../../../internal/named';
import type { Rule } from '../rule';
import { STABILISER } from '../stabilised';
import { negative, positive } from './positive';
import { type RuleOptions, sharingBias } from './ruleOptions';

/** Of all inputs, or one number for each channel. */
export type Bound = number | readonly number[];

/**
 * LRP-zB (Montavon et al. 2017, equation 10), for a first layer whose inputs lie in a box such as [0, 1]: the shares of
 * x·w - low·w⁺ - high·w⁻, in which the bias cancels out.
 *
 * @throws where low is not below high
 */
export function zBoxRule(low: Bound, high: Bound, options: RuleOptions = {}): Rule {
  return named('zBoxRule', () => {
    sharingBias(options);
    const [lows, highs] = [[low].flat(), [high].flat()];
    const isBelow = (l: number, i: number) => l < itemAt(highs, i % highs.length);
    check(
      [...lows, ...highs].every(Number.isFinite) && lows.length > 0 && lows.every(isBelow),
      `low must be below high, but they are ${low} and ${high}`,
    );
    const rule: Rule = (part, a, relevance, divide) => {
      const { weights } = part;
      const [least, most] = [lows, highs].map((bound) =>
        tf.mul(tf.onesLike(a), tf.tensor1d(bound)),
      ) as [tf.Tensor4D, tf.Tensor4D];
      const [up, down] = [positive(weights), negative(weights)];
      const ends = tf.add(part.forward(up, least), part.forward(down, most));
      const s = divide(relevance, tf.sub(part.forward(weights, a), ends), STABILISER);
      const shares = tf.mul(a, part.backward(weights, s));
      return tf.sub(
        shares,
        tf.add(tf.mul(least, part.backward(up, s)), tf.mul(most, part.backward(down, s))),
      );
    };
    const outside = (a: tf.Tensor4D) => {
      const [below, above] = [tf.sub(tf.tensor1d(lows), a), tf.sub(a, tf.tensor1d(highs))];
      return tf.relu(tf.maximum(below, above));
    };
    return Object.assign(rule, { outside });
  });
}
