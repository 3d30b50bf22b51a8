import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { named } from '../../internal/named';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type RelevanceOptions, relevanceBySlope, relevanceKinds } from './relevanceBy';

/**
 * x ⊙ ∂y/∂x. Without biases it adds up to y where the model is piecewise linear.
 *
 * @param model or a function of x
 * @param x a batch of inputs
 * @returns x's shape
 * @throws where inputGradient does
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
