import * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';
import { type BatchOptions, batchesOf } from './batchesOf';
import { partOf } from './partOf';

/** Explains some samples at a time, each part with its own targets, in one go. */
export function overBatches(
  x: tf.Tensor,
  target: Target | undefined,
  options: BatchOptions,
  explain: (some: tf.Tensor, target: Target | undefined, first: number) => tf.Tensor,
): tf.Tensor {
  const batches = batchesOf(x, target, options);
  return tf.tidy(() => {
    const parts = batches.map(({ first, end, target: targets }) =>
      tf.tidy(() => explain(partOf(x, first, end), targets, first)),
    );
    return parts.length === 1 ? itemAt(parts, 0) : tf.concat(parts, 0);
  });
}
