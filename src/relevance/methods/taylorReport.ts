import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import {
  explainedBy,
  predictedClasses,
  shapeOf,
  type TargetOfSample,
  targetOfSample,
} from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { type ProgressOptions, progressKinds } from '../../internal/startProgress';
import { toFloat } from '../../internal/toFloat';
import { checkImages } from '../batches/checkImages';
import { partOf } from '../batches/partOf';
import { perSample } from '../batches/perSample';
import { rowsInBatches } from '../batches/rowsInBatches';
import { rootOf } from './rootPoint';
import { type TaylorOptions, taylorDecomposition, taylorKinds } from './taylorDecomposition';
import { zeroRoot } from './zeroRoot';

export interface TaylorReportOptions extends TaylorOptions, ProgressOptions {}

const kinds: KindsOf<TaylorReportOptions> = { ...taylorKinds, ...progressKinds };

/** What a Taylor decomposition of one sample explains, and what not. */
export interface TaylorReport {
  /** The class or index path that is explained; undefined where a function of the outputs is. */
  readonly target: TargetOfSample;
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
 * The receipt of {@link taylorDecomposition}, with the terms of Montavon et al. (2017), equation 2: x̃ is seldom a
 * root, and y seldom a plane.
 *
 * @param model or a function of x
 * @param x inputs [batch, …], as the model takes them
 * @param options those of the decomposition; `onProgress` counts samples
 * @returns a receipt for each sample
 * @throws AbortError when the signal ends it, and where taylorDecomposition does
 * @example
 * const square = (rows: tf.Tensor) => tf.sum(tf.square(rows), 1, true);
 * const [receipt] = await taylorReport(square, tf.tensor2d([[1, 2]]), { target: 0 });
 * receipt; // → { output: 5, rootOutput: 0, relevanceSum: 0, remainder: 5, … }
 */
export function taylorReport(
  model: Differentiable,
  x: tf.Tensor,
  options: TaylorReportOptions = {},
): Promise<TaylorReport[]> {
  return named('taylorReport', async () => {
    const given = optionsOf(options, kinds);
    const { rootPoint = zeroRoot(), target, output = 'logits', ...loop } = given;
    if (rootPoint.readsImages) checkImages(model);
    const f = outputsOf(model, { output, target }, x);
    const root = tf.tidy(() => tf.clone(rootOf(rootPoint, x)));
    let shape: readonly number[] = [];
    const rows = await rowsInBatches(x, target, loop, (some, targets, first) => {
      const at = partOf(root, first, first + itemAt(some.shape, 0));
      const explained = { target: targets, output, rootPoint: () => at };
      const relevance = taylorDecomposition(model, some, explained);
      const y = f(toFloat(some));
      shape = shapeOf(y);
      const chosen = [y, f(at)].map(explainedBy(targets, y));
      const index =
        target === undefined ? toFloat(predictedClasses(y)) : tf.zeros([itemAt(some.shape, 0)]);
      return tf.stack([index, ...chosen, perSample(relevance)], 1) as tf.Tensor2D;
    }).finally(() => root.dispose());
    return (rows as Numbers[]).map(([predicted, at, rootOutput, relevanceSum], sample) => ({
      target: target === undefined ? predicted : targetOfSample(target, sample, shape),
      ...{ output: at, rootOutput, relevanceSum },
      remainder: at - rootOutput - relevanceSum,
    }));
  });
}

type Numbers = [predicted: number, output: number, rootOutput: number, relevanceSum: number];
