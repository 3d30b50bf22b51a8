import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { integer } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { type Baseline, baselineFor, baselineKind, checkBaseline } from '../batches/baseline';
import { synchronousOptions } from '../batches/synchronousOptions';
import { gaussLegendre } from './gaussLegendre';
import { type RelevanceOptions, relevanceBy, relevanceKinds } from './relevanceBy';

export interface IntegratedGradientsOptions extends RelevanceOptions {
  /** Where the path to x begins: a number, or a tensor of x's shape or of one sample's. Default: 0. */
  readonly baseline?: Baseline | undefined;
  /** Gradients along the path, at most 1000. Default: 50. */
  readonly steps?: number | undefined;
}

const kinds: KindsOf<IntegratedGradientsOptions> = {
  ...relevanceKinds,
  baseline: baselineKind,
  steps: integer(1, 1000),
};

/**
 * Integrated gradients (Sundararajan et al. 2017, equation 1): (x - baseline) times the mean gradient on the straight
 * path between them, by Gauss-Legendre quadrature, as Captum's default. It adds up to y(x) - y(baseline), as far as the
 * steps reach: {@link exactIntegratedGradients} needs none where it applies.
 *
 * @param model or a function of x
 * @param x inputs [batch, …], as the model takes them
 * @returns x's shape
 * @throws where inputGradient does, and for a baseline of another shape
 * @example
 * const square = (rows: tf.Tensor) => tf.sum(tf.square(rows), 1, true);
 * integratedGradients(square, tf.tensor2d([[1, 2]]), { target: 0 }); // → [[1, 4]]
 */
export function integratedGradients<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: IntegratedGradientsOptions = {},
): T {
  return named('integratedGradients', () => {
    const { baseline = 0, steps = 50, ...rest } = synchronousOptions(options, kinds);
    checkTensor('x', x);
    checkBaseline(baseline, x);
    const { points, weights } = gaussLegendre(steps);
    return relevanceBy(
      model,
      x,
      rest,
      { method: 'integratedGradients', from: baseline },
      ({ x: some, first, slope }) => {
        const from = baselineFor(baseline, some, first);
        const way = tf.sub(some, from);
        let mean: tf.Tensor = tf.zerosLike(some);
        for (const [i, point] of points.entries()) {
          const before = mean;
          mean = tf.tidy(() => {
            const gradient = slope(tf.add(from, tf.mul(way, point)));
            return tf.add(before, tf.mul(gradient, itemAt(weights, i)));
          });
          before.dispose();
        }
        return tf.mul(way, mean);
      },
    );
  });
}
