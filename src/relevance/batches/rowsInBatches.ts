import * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../../gradients/target';
import { checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { type ProgressOptions, startProgress } from '../../internal/startProgress';
import { type BatchOptions, batchesOf } from './batchesOf';
import { partOf } from './partOf';

/** Numbers of each sample, read batch by batch. Progress is told in samples. */
export async function rowsInBatches(
  x: tf.Tensor,
  target: Target | undefined,
  { onProgress, signal, ...options }: BatchOptions & ProgressOptions,
  numbersOf: (some: tf.Tensor, target: Target | undefined, first: number) => tf.Tensor2D,
): Promise<number[][]> {
  const batches = batchesOf(x, target, options);
  const reached = startProgress({ onProgress, signal });
  const rows: number[][] = [];
  for (const { first, end, target: targets } of batches) {
    // it may be disposed while others have their turn
    checkTensor('x', x);
    const numbers = tf.tidy(() => numbersOf(partOf(x, first, end), targets, first));
    rows.push(...(await numbers.array().finally(() => numbers.dispose())));
    await reached(end, itemAt(x.shape, 0));
  }
  return rows;
}
