import * as tf from '@tensorflow/tfjs-core';
import { named } from '../internal/named';
import { checkNone, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import type { Output } from '../model/logitsGraph';
import { type Differentiable, outputsOf } from './differentiable';
import { type Target, targetMask } from './target';

export interface GradientOptions {
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target | undefined;
  /** 'logits' (default) takes a final softmax off a model, 'probabilities' does not. */
  readonly output?: Output | undefined;
}

/**
 * ∂y/∂x, where y is the model's output for the target class of each sample.
 *
 * @param model or a function of x
 * @param x a batch of inputs
 * @returns x's shape
 * @throws on inputs of another shape, and on classes that the model does not have
 */
export function inputGradient<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: GradientOptions = {},
): T {
  return named('inputGradient', () => gradient(model, x, options));
}

/**
 * ∂y/∂g, where y is what the second half of a split model makes of the features g.
 *
 * @param h from {@link splitModel}, or a function of the features
 * @param features g(x), a batch
 * @returns the shape of features
 * @throws where {@link inputGradient} does
 */
export function headGradient<T extends tf.Tensor>(
  h: Differentiable,
  features: T,
  options: GradientOptions = {},
): T {
  return named('headGradient', () => gradient(h, features, options, { name: 'features' }));
}

/** The gradient of the target outputs; the target is chosen at `x`, called `name`, the gradient taken at `at`. */
export function gradient<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: GradientOptions,
  { at = x, name = 'x' }: { at?: tf.Tensor; name?: string } = {},
): T {
  const { target, output = 'logits', ...others } = optionsOf(options);
  checkNone(others);
  const f = outputsOf(model, output, x, name);
  return tf.tidy(() => {
    const mask = targetMask(f(toFloat(x)), target);
    return slope(f, mask, toFloat(at)) as T;
  });
}

/** ∂/∂x of the outputs that a mask chooses. */
export function slope(f: (x: tf.Tensor) => tf.Tensor, mask: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const explained = (input: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(f(input), mask));
  return tf.grad(explained)(x);
}
