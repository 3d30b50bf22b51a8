import * as tf from '@tensorflow/tfjs-core';
import type { LinearPart } from '../rule';
import { type Divide, STABILISER } from '../stabilised';
import { negative, positive } from './positive';
import { withBias } from './withBias';

/** Weights for inputs above 0 and for those below, and the bias that takes part. */
export interface SignedWeights {
  readonly above: tf.Tensor4D;
  readonly below: tf.Tensor4D;
  readonly bias: tf.Tensor | undefined;
}

/** The shares of a⁺ by some weights and of a⁻ by others. */
export function signedShares(
  part: LinearPart,
  a: tf.Tensor4D,
  relevance: tf.Tensor,
  divide: Divide,
  { above, below, bias }: SignedWeights,
): tf.Tensor4D {
  if (part.isNonNegative) {
    const sum = withBias(part.forward(above, a), bias);
    return tf.mul(a, part.backward(above, divide(relevance, sum, STABILISER)));
  }
  const [up, down] = [positive(a), negative(a)];
  const sum = withBias(tf.add(part.forward(above, up), part.forward(below, down)), bias);
  const s = divide(relevance, sum, STABILISER);
  return tf.add(tf.mul(up, part.backward(above, s)), tf.mul(down, part.backward(below, s)));
}
