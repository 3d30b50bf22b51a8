import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, gradientsOf } from '../internal/gradientOf';
import { isRecording } from '../internal/isRecording';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import type { Output } from '../model/logitsGraph';
import type { Answer } from '../model/modelFunction';
import { type Differentiable, type OutputsOf, outputKind, outputsOf } from './differentiable';
import { type Explained, explainedBy, type Outputs, type Target, targetKind } from './target';

export interface GradientOptions {
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample. Of a single unit it is 0, the logit of the answer 1, whatever the model answers.
   */
  readonly target?: Target | undefined;
  /** 'logits' (default) takes a final softmax, logSoftmax or sigmoid off a model, 'probabilities' does not. */
  readonly output?: Output | undefined;
}

/** For options that extend these. */
export const gradientKinds: KindsOf<GradientOptions> = { target: targetKind, output: outputKind };

/**
 * ∂y/∂x, where y is the model's output for the target class of each sample, or another number that the target names.
 * As tf.grad of that number.
 *
 * @param model or a function of x
 * @param x inputs [batch, …], as the model takes them
 * @returns x's shape; 0 where y does not depend on x
 * @throws on inputs of another shape, and on classes that the model does not have
 * @example
 * const weights = tf.tensor2d([[1, 0], [2, 3]]);
 * const linear = (rows: tf.Tensor) => tf.matMul(rows, weights);
 * inputGradient(linear, tf.ones([1, 2]), { target: 0 }); // → [[1, 2]]
 */
export function inputGradient<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: GradientOptions = {},
): T {
  return named('inputGradient', () => gradient(model, x, options));
}

/**
 * ∂y/∂g, where y is what the second half of a split model makes of the features g. As tf.grad of that number.
 *
 * @param h from {@link splitModel}, or a function of the features
 * @param features g(x), [batch, …] of g's shape
 * @returns the shape of features
 * @throws where {@link inputGradient} does
 * @example
 * const { g, h } = splitModel(model);
 * const features = g.predict(x) as tf.Tensor;
 * headGradient(h, features, { target: 1 }).shape; // → [2, 8, 8, 4]
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
  const { target, output = 'logits' } = optionsOf(options, gradientKinds);
  const f = outputsOf(model, { output, target }, x, name);
  return tf.tidy(() => {
    if (at === x) return slopeOfTarget(f, target, toFloat(x)) as T;
    return slope(f, explainedBy(target, f(toFloat(x))), toFloat(at)) as T;
  });
}

/** ∂/∂x of what is explained of the outputs. */
export function slope(f: OutputsOf, explained: Explained, x: tf.Tensor): tf.Tensor {
  const answer = answerOf(f, x);
  return answer
    ? slopeOf(answer, explained)
    : gradientOf((input) => tf.sum(explained(f(input))), x);
}

/** The same of a target that is chosen at x. */
export function slopeOfTarget(f: OutputsOf, target: Target | undefined, x: tf.Tensor): tf.Tensor {
  const answer = answerOf(f, x);
  return answer
    ? slopeOf(answer, explainedBy(target, answer.y))
    : slope(f, explainedBy(target, f(x)), x);
}

/** Not where tf.js records a gradient, as that of a gradient: it must see all operations. */
const answerOf = (f: OutputsOf, x: tf.Tensor): Answer | undefined =>
  'answer' in f && !isRecording() ? f.answer(x) : undefined;

const slopeOf = ({ y, pullBack }: Answer, explained: Explained): tf.Tensor =>
  tf.tidy(() => pullBack(outputGradients(explained, y)));

/** ∂/∂y of what is explained, for each output; undefined for those on which it does not depend. */
export function outputGradients(explained: Explained, y: Outputs): (tf.Tensor | undefined)[] {
  if (explained.slope) return [explained.slope];
  if (!Array.isArray(y)) return gradientsOf(([at]) => tf.sum(explained(at as tf.Tensor)), [y]);
  return gradientsOf((outputs) => tf.sum(explained(outputs)), y);
}
