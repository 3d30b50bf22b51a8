import * as tf from '@tensorflow/tfjs-core';
import { checkKind } from '../../../internal/check';
import { numberFrom } from '../../../internal/kinds';
import { named } from '../../../internal/named';
import type { Rule } from '../rule';
import { ruleNamed } from './ruleNamed';
import { type RuleOptions, sharingBias } from './ruleOptions';
import { outputsOf } from './withBias';

/**
 * LRP-ε (Bach et al. 2015, equation 58): every input's share of z + ε sign(z), biases taking theirs. ε = 0 is LRP-0.
 *
 * @param epsilon at least 0. Default: 1e-6
 * @returns a rule for a composite
 * @throws on an epsilon below 0
 * @example
 * lrp(model, x, { composite: () => epsilonRule(0.1) }).shape; // → [2, 8, 8, 1]
 */
export function epsilonRule(epsilon = 1e-6, options: RuleOptions = {}): Rule {
  return named('epsilonRule', () => {
    checkKind('epsilon', epsilon, numberFrom(0));
    const biasOf = sharingBias(options);
    return ruleNamed('epsilonRule', (part, a, relevance, divide) => {
      const z = outputsOf(part, a, biasOf(part));
      return tf.mul(a, part.backward(part.weights, divide(relevance, z, epsilon)));
    });
  });
}
