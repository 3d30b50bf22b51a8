import * as tf from '@tensorflow/tfjs-core';
import { named } from '../../../internal/named';
import { optionsOf } from '../../../internal/options';
import type { Rule } from '../rule';
import { STABILISER } from '../stabilised';
import { ruleNamed } from './ruleNamed';
import { type RuleOptions, ruleKinds } from './ruleOptions';

/**
 * Equal shares for all inputs that a value sees (Lapuschkin et al. 2019), whatever inputs and weights are. Biases take
 * none, as in Zennit.
 *
 * @returns a rule for a composite
 * @throws on unknown options
 * @example
 * const relevance = lrp(model, x, {
 *   composite: ({ isFirst }) => (isFirst ? flatRule() : zPlusRule()),
 * });
 * relevance.shape; // → [2, 8, 8, 1]
 */
export function flatRule(options: RuleOptions = {}): Rule {
  return named('flatRule', () => {
    optionsOf(options, ruleKinds);
    return ruleNamed('flatRule', ({ weights, forward, backward }, a, relevance, divide) => {
      const ones = tf.onesLike(weights);
      const count = forward(ones, tf.onesLike(a));
      return backward(ones, divide(relevance, count, STABILISER));
    });
  });
}
