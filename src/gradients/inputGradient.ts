import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { toFloat } from '../internal/toFloat';
import { checkInput } from '../model/checkInput';
import { endsOf } from '../model/graph';
import { evaluateOutput, type Output } from '../model/logits';
import type { LayersModel } from '../model/splitModel';
import { type Target, targetMask } from './target';

export interface GradientOptions {
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target;
  /** 'logits' (default) takes a final softmax off, 'probabilities' does not. */
  readonly output?: Output;
}

/**
 * ∂y/∂x, where y is the model's output for the target class of each sample.
 *
 * @param x a batch of inputs
 * @returns x's shape
 * @throws on inputs of another shape, and on classes that the model does not have
 */
export function inputGradient(
  model: LayersModel,
  x: tf.Tensor,
  options: GradientOptions = {},
): tf.Tensor {
  return gradient('inputGradient', model, x, options);
}

/**
 * ∂y/∂g, where y is what the second half of a split model makes of the features g.
 *
 * @param h from {@link splitModel}
 * @param features g(x), a batch
 * @returns the shape of features
 * @throws where {@link inputGradient} does
 */
export function headGradient(
  h: LayersModel,
  features: tf.Tensor,
  options: GradientOptions = {},
): tf.Tensor {
  return gradient('headGradient', h, features, options);
}

/** The gradient of the target outputs; the target is chosen at `x`, the gradient taken at `at`. */
export function gradient(
  caller: string,
  model: LayersModel,
  x: tf.Tensor,
  { target, output = 'logits' }: GradientOptions,
  at: tf.Tensor = x,
): tf.Tensor {
  check(
    output === 'logits' || output === 'probabilities',
    caller,
    `output must be 'logits' or 'probabilities', but it is '${output}'`,
  );
  checkInput(caller, model, x);
  const [from, to] = endsOf(caller, model);
  const f = (input: tf.Tensor) => evaluateOutput(caller, to, new Map([[from.id, input]]), output);
  return tf.tidy(() => {
    const mask = targetMask(caller, f(toFloat(x)), target);
    const explained = (input: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(f(input), mask));
    return tf.grad(explained)(toFloat(at));
  });
}
