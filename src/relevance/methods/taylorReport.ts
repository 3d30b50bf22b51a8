import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { targetMask } from '../../gradients/target';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { inBatches, partOf } from '../batches/inBatches';
import { perSample } from '../batches/perSample';
import { rootOf } from './rootPoint';
import { type TaylorOptions, taylorDecomposition } from './taylorDecomposition';
import { zeroRoot } from './zeroRoot';

/** What a Taylor decomposition of one sample explains, and what not. */
export interface TaylorReport {
  /** The class that is explained. */
  readonly target: number;
  /** y(x). */
  readonly output: number;
  /** y(x̃); 0 at a root. */
  readonly rootOutput: number;
  /** The sum of the relevance map. */
  readonly relevanceSum: number;
  /** y(x) - y(x̃) - relevanceSum: the terms of higher order. */
  readonly remainder: number;
}

/**
 * The receipt of {@link taylorDecomposition}: x̃ is seldom a root, and y seldom a plane.
 *
 * @param model or a function of x
 * @param x a batch of inputs
 * @param options those of the decomposition
 * @throws where taylorDecomposition does
 */
export function taylorReport(
  model: Differentiable,
  x: tf.Tensor,
  options: TaylorOptions = {},
): Promise<TaylorReport[]> {
  return named('taylorReport', async () => {
    const { rootPoint = zeroRoot(), target, output = 'logits', ...loop } = options;
    const f = outputsOf(model, output, x);
    const numbers = tf.tidy(() => {
      const root = rootOf(rootPoint, x);
      const relevance = taylorDecomposition(model, x, {
        ...options,
        rootPoint: () => root,
        onProgress: undefined,
      });
      const outputs = inBatches(x, target, loop, (some, targets, first) => {
        const y = f(toFloat(some));
        const mask = targetMask(y, targets);
        const atRoot = f(partOf(root, first, first + (some.shape[0] as number)));
        const chosen = [y, atRoot].map((values) => perSample(tf.mul(values, mask)));
        return tf.stack([tf.cast(tf.argMax(mask, 1), 'float32'), ...chosen], 1);
      });
      return tf.concat([outputs, tf.expandDims(perSample(relevance), 1)], 1);
    });
    const rows = (await numbers.array()) as [number, number, number, number][];
    numbers.dispose();
    return rows.map(([index, at, rootOutput, relevanceSum]) => ({
      ...{ target: index, output: at, rootOutput, relevanceSum },
      remainder: at - rootOutput - relevanceSum,
    }));
  });
}
