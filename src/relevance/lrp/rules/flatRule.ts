import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from '../rule';
import { STABILISER } from '../stabilised';

/** Equal shares for all inputs that a value sees (Lapuschkin et al. 2019), whatever inputs and weights are. */
export function flatRule(): Rule {
  return ({ weights, forward, backward }, a, relevance, divide) => {
    const ones = tf.onesLike(weights);
    const count = forward(ones, tf.onesLike(a));
    return backward(ones, divide(relevance, count, STABILISER));
  };
}
