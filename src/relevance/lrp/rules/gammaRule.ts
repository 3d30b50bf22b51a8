import * as tf from '@tensorflow/tfjs-core';
import { checkKind } from '../../../internal/check';
import { numberFrom } from '../../../internal/kinds';
import { named } from '../../../internal/named';
import type { Rule } from '../rule';
import { formOf, negative, positive } from './positive';
import { ruleNamed } from './ruleNamed';
import { type RuleOptions, sharingBias } from './ruleOptions';
import { signedShares } from './signedShares';
import { outputsOf } from './withBias';

/**
 * LRP-γ for inputs of any sign (Andéol et al. 2021, as in Zennit): where z > 0, what speaks for it counts 1 + γ times;
 * where z < 0, what speaks for that.
 *
 * @param gamma from 0 to 10⁶, where next to the favoured all else is lost in float32. Default: 0.25
 * @returns a rule for a composite
 * @throws on a gamma out of its range
 * @example
 * lrp(model, x, { composite: () => gammaRule(0.25) }).shape; // → [2, 8, 8, 1]
 */
export function gammaRule(gamma = 0.25, options: RuleOptions = {}): Rule {
  return named('gammaRule', () => {
    checkKind('gamma', gamma, numberFrom(0, 1e6));
    const biasOf = sharingBias(options);
    return ruleNamed('gammaRule', (part, a, relevance, divide) => {
      const { weights } = part;
      const bias = biasOf(part);
      const favouring = <T extends tf.Tensor>(x: T, side: (x: T) => T): T =>
        tf.add(x, tf.mul(side(x), gamma));
      const up = formOf(weights, `positive + ${gamma}`, (x) => favouring(x, positive));
      const down = formOf(weights, `negative + ${gamma}`, (x) => favouring(x, negative));
      // its sign counts the bias in, as in Zennit
      const z = outputsOf(part, a, part.bias);
      const where = (isMeant: tf.Tensor) => tf.mul(relevance, tf.cast(isMeant, 'float32'));
      return tf.add(
        signedShares(part, a, where(tf.greater(z, 0)), divide, {
          ...{ above: up, below: down, bias: bias && favouring(bias, positive) },
        }),
        signedShares(part, a, where(tf.less(z, 0)), divide, {
          ...{ above: down, below: up, bias: bias && favouring(bias, negative) },
        }),
      );
    });
  });
}
