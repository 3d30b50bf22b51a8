import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../gradients/differentiable';
import { type GradientOptions, gradient } from '../gradients/inputGradient';
import { check, checkTensor } from '../internal/check';
import type { RootPoint } from './rootPoint';
import { zeroRoot } from './zeroRoot';

export interface TaylorOptions extends GradientOptions {
  /** Default: {@link zeroRoot}. */
  readonly rootPoint?: RootPoint | undefined;
}

/**
 * First-order Taylor decomposition R = ∂y/∂x(x̃) ⊙ (x - x̃) around a root point x̃ (Montavon et al. 2017,
 * equation 3). Its sum is y(x) - y(x̃) but for the terms of higher order.
 *
 * @param model or a function of x
 * @param x a batch of inputs
 * @param options target: by default the class predicted at x, not at x̃
 * @returns x's shape
 * @throws when the root point has another shape than x, and where inputGradient does
 */
export function taylorDecomposition<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  { rootPoint = zeroRoot(), ...options }: TaylorOptions = {},
): T {
  checkTensor('taylorDecomposition', 'x', x);
  check(
    typeof rootPoint === 'function',
    'taylorDecomposition',
    `rootPoint must be a function of x, such as gaussianRoot(2), but it is ${typeof rootPoint}`,
  );
  return tf.tidy(() => {
    const root = rootPoint(x);
    checkTensor('taylorDecomposition', 'the root point', root);
    check(
      tf.util.arraysEqual(root.shape, x.shape),
      'taylorDecomposition',
      `the root point must have x's shape [${x.shape}], but it is [${root.shape}]`,
    );
    const slope = gradient('taylorDecomposition', model, x, options, { at: root });
    return tf.mul<T>(slope, tf.sub(x, root));
  });
}
