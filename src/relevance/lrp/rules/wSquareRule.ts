import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from '../rule';
import { STABILISER } from '../stabilised';
import { withBias } from './withBias';

/** LRP-w² (Montavon et al. 2017, equation 11), for inputs without bounds: shares of w², whatever the inputs are. */
export function wSquareRule(): Rule {
  return ({ weights, bias, forward, backward }, a, relevance, divide) => {
    const squares = tf.square(weights);
    const sum = withBias(forward(squares, tf.onesLike(a)), bias && tf.square(bias));
    return backward(squares, divide(relevance, sum, STABILISER));
  };
}
