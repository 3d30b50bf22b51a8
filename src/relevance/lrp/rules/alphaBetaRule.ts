import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind } from '../../../internal/check';
import { numberFrom } from '../../../internal/kinds';
import { named } from '../../../internal/named';
import type { Rule } from '../rule';
import { formOf, negative, positive } from './positive';
import { ruleNamed } from './ruleNamed';
import { type RuleOptions, sharingBias } from './ruleOptions';
import { signedShares } from './signedShares';

/**
 * LRP-αβ (Bach et al. 2015, equation 60): α times the shares of what is positive in z, less β times the shares of what
 * is negative. The bias takes part on its side.
 *
 * @param alpha at least 1
 * @param beta α - 1
 * @returns a rule for a composite
 * @throws unless α - β = 1, both at least 0
 * @example
 * lrp(model, x, { composite: () => alphaBetaRule(2, 1) }).shape; // → [2, 8, 8, 1]
 */
export function alphaBetaRule(alpha: number, beta: number, options: RuleOptions = {}): Rule {
  return named('alphaBetaRule', () => {
    checkKind('alpha', alpha, numberFrom(0));
    checkKind('beta', beta, numberFrom(0));
    check(
      Math.abs(alpha - beta - 1) < 1e-6,
      `alpha - beta must be 1, but they are ${alpha} and ${beta}`,
    );
    const biasOf = sharingBias(options);
    return ruleNamed('alphaBetaRule', (part, a, relevance, divide) => {
      const { weights } = part;
      const bias = biasOf(part);
      const up = formOf(weights, 'positive', positive);
      const down = formOf(weights, 'negative', negative);
      const favour = signedShares(part, a, tf.mul(relevance, alpha), divide, {
        ...{ above: up, below: down, bias: bias && positive(bias) },
      });
      if (beta === 0) return favour;
      const against = signedShares(part, a, tf.mul(relevance, -beta), divide, {
        ...{ above: down, below: up, bias: bias && negative(bias) },
      });
      return tf.add(favour, against);
    });
  });
}

/**
 * LRP-z⁺ (Montavon et al. 2017, equation 8): α = 1, β = 0.
 *
 * @returns a rule for a composite
 * @throws on unknown options
 * @example
 * lrp(model, x, { composite: () => zPlusRule() }).shape; // → [2, 8, 8, 1]
 */
export const zPlusRule = (options: RuleOptions = {}): Rule =>
  named('zPlusRule', () => alphaBetaRule(1, 0, options));
