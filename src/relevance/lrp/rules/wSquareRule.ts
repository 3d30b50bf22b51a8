import * as tf from '@tensorflow/tfjs-core';
import { named } from '../../../internal/named';
import type { Rule } from '../rule';
import { STABILISER } from '../stabilised';
import { ruleNamed } from './ruleNamed';
import { type RuleOptions, sharingBias } from './ruleOptions';
import { withBias } from './withBias';

/**
 * LRP-w² (Montavon et al. 2017, equation 11), for inputs without bounds: shares of w², whatever the inputs are.
 *
 * @returns a rule for a composite
 * @throws on unknown options
 * @example
 * const relevance = lrp(model, x, {
 *   composite: ({ isFirst }) => (isFirst ? wSquareRule() : zPlusRule()),
 * });
 * relevance.shape; // → [2, 8, 8, 1]
 */
export function wSquareRule(options: RuleOptions = {}): Rule {
  return named('wSquareRule', () => {
    const biasOf = sharingBias(options);
    return ruleNamed('wSquareRule', (part, a, relevance, divide) => {
      const { weights, forward, backward } = part;
      const bias = biasOf(part);
      const squares = tf.square(weights);
      const sum = withBias(forward(squares, tf.onesLike(a)), bias && tf.square(bias));
      return backward(squares, divide(relevance, sum, STABILISER));
    });
  });
}
