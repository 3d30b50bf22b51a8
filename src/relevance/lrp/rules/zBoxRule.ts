import * as tf from '@tensorflow/tfjs-core';
import { checkKind } from '../../../internal/check';
import { named } from '../../../internal/named';
import { optionsOf } from '../../../internal/options';
import type { Rule } from '../rule';
import { STABILISER } from '../stabilised';
import { type Bound, boundFor, boundKind, boundOfSamples, checkOrder } from './bound';
import { negative, positive } from './positive';
import { ruleNamed } from './ruleNamed';
import { type RuleOptions, ruleKinds } from './ruleOptions';

export { type Bound, boundKind } from './bound';

/**
 * LRP-zB (Montavon et al. 2017, equation 10), for a first layer whose inputs lie in a box such as [0, 1]: the shares of
 * x·w - low·w⁺ - high·w⁻, in which the bias cancels out.
 *
 * Tensors remain the caller's, and must live as long as the rule is used. Their values are not read.
 *
 * @param low of all inputs, or one for each channel, each value of a sample, or each of a batch; see {@link Bound}
 * @param high likewise
 * @returns a rule for a composite
 * @throws where numbers low are not below high; when it is used, on tensors of other shapes
 * @example
 * const relevance = lrp(model, x, {
 *   composite: ({ isFirst }) => (isFirst ? zBoxRule(0, 1) : zPlusRule()),
 * });
 * relevance.shape; // → [2, 8, 8, 1]
 */
export function zBoxRule(low: Bound, high: Bound, options: RuleOptions = {}): Rule {
  return named('zBoxRule', () => {
    optionsOf(options, ruleKinds);
    checkKind('low', low, boundKind);
    checkKind('high', high, boundKind);
    return boxRule(low, high);
  });
}

/** The same of bounds that have been looked at. */
export function boxRule(low: Bound, high: Bound): Rule {
  checkOrder(low, high);
  const bounds = (a: tf.Tensor4D) => [boundFor('low', low, a), boundFor('high', high, a)] as const;
  const rule = ruleNamed('zBoxRule', (part, a, relevance, divide) => {
    const { weights } = part;
    const [least, most] = bounds(a);
    const [up, down] = [positive(weights), negative(weights)];
    const ends = tf.add(part.forward(up, least), part.forward(down, most));
    const s = divide(relevance, tf.sub(part.forward(weights, a), ends), STABILISER);
    const shares = tf.mul(a, part.backward(weights, s));
    return tf.sub(
      shares,
      tf.add(tf.mul(least, part.backward(up, s)), tf.mul(most, part.backward(down, s))),
    );
  });
  const outside = (a: tf.Tensor4D) => {
    const [least, most] = bounds(a);
    return tf.relu(tf.maximum(tf.sub(least, a), tf.sub(a, most)));
  };
  const forSamples: Rule['forSamples'] = (x, first, end) =>
    boxRule(boundOfSamples(low, x, first, end), boundOfSamples(high, x, first, end));
  return Object.assign(rule, { outside, forSamples });
}
