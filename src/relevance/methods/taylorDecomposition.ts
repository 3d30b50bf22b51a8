import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { itemAt } from '../../internal/itemAt';
import { callback } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { checkImages } from '../batches/checkImages';
import { partOf } from '../batches/partOf';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type RelevanceOptions, relevanceBy, relevanceKinds } from './relevanceBy';
import { type RootPoint, rootOf } from './rootPoint';
import { zeroRoot } from './zeroRoot';

export interface TaylorOptions extends RelevanceOptions {
  /** Default: {@link zeroRoot}. */
  readonly rootPoint?: RootPoint | undefined;
}

/** For options that extend these. */
export const taylorKinds: KindsOf<TaylorOptions> = { ...relevanceKinds, rootPoint: callback };

/**
 * First-order Taylor decomposition R = ∂y/∂x(x̃) ⊙ (x - x̃) around a root point x̃ (Montavon et al. 2017,
 * equation 3). Its sum is y(x) - y(x̃) but for the terms of higher order.
 *
 * @param model or a function of x
 * @param x inputs [batch, …], as the model takes them
 * @param options target: by default the class predicted at x, not at x̃
 * @returns x's shape
 * @throws when the root point has another shape than x, and where inputGradient does
 * @example
 * const relevance = taylorDecomposition(model, x, { rootPoint: gaussianRoot(2) });
 * relevance.shape; // → [2, 8, 8, 1]
 */
export function taylorDecomposition<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: TaylorOptions = {},
): T {
  return named('taylorDecomposition', () =>
    tf.tidy(() => {
      const { rootPoint = zeroRoot(), ...rest } = synchronousOptions(options, taylorKinds);
      if (rootPoint.readsImages) checkImages(model);
      const root = rootOf(rootPoint, x);
      const origin = { method: 'taylorDecomposition', from: rootPoint };
      return relevanceBy(model, x, rest, origin, ({ x: some, first, slope }) => {
        const at = partOf(root, first, first + itemAt(some.shape, 0));
        return tf.mul(slope(at), tf.sub(some, at));
      });
    }),
  );
}
