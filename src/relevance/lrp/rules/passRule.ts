import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../../internal/check';
import type { Rule } from '../rule';
import { ruleNamed } from './ruleNamed';

/**
 * Passes relevance on as it is, as Zennit's Pass: for normalisations, which change each value for itself.
 *
 * @returns a rule for a composite
 * @throws in the pass, for a layer whose outputs have another shape than its inputs
 * @example
 * const composite = composeRules({ normalization: passRule() });
 * lrp(model, x, { composite }).shape; // → [2, 8, 8, 1]
 */
export function passRule(): Rule {
  return ruleNamed('passRule', (_, a, relevance) => {
    check(
      tf.util.arraysEqual(a.shape, relevance.shape),
      `passRule is for layers that keep the shape, but one makes [${relevance.shape}] of [${a.shape}]`,
    );
    return tf.clone(relevance) as Tensor4D;
  });
}
