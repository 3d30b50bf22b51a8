import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { named } from '../../internal/named';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type RelevanceOptions, relevanceBySlope, relevanceKinds } from './relevanceBy';

/**
 * x ⊙ ∂y/∂x. Without biases it adds up to y where the model is piecewise linear. As Captum's InputXGradient.
 *
 * @param model or a function of x
 * @param x inputs [batch, …], as the model takes them
 * @returns x's shape
 * @throws where inputGradient does
 * @example
 * const weights = tf.tensor2d([[1, 0], [2, 3]]);
 * const linear = (rows: tf.Tensor) => tf.matMul(rows, weights);
 * gradientTimesInput(linear, tf.tensor2d([[5, 7]]), { target: 0 }); // → [[5, 14]]
 */
export function gradientTimesInput<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: RelevanceOptions = {},
): T {
  return named('gradientTimesInput', () => {
    const given = synchronousOptions(options, relevanceKinds);
    return relevanceBySlope(model, x, given, { method: 'gradientTimesInput' }, (some, slope) =>
      tf.mul(some, slope),
    );
  });
}
