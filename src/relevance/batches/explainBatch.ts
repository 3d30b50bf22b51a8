import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../../internal/check';
import { callGiven } from '../../internal/named';
import type { Batch } from './batchesOf';
import { partOf } from './partOf';

/** Any function of a batch, asynchronous or not: it gets the samples, and the number of the first one among all. */
export type Explain<X extends tf.Tensor, T extends tf.Tensor> = (
  some: X,
  first: number,
) => T | Promise<T>;

/** What it gives for a batch of x, computed, with an entry for each sample. */
export async function explainBatch<X extends tf.Tensor, T extends tf.Tensor>(
  x: X,
  { first, end }: Batch,
  explain: Explain<X, T>,
): Promise<T> {
  // it may be disposed while others have their turn
  checkTensor('x', x);
  const some = tf.tidy(() => tf.clone(partOf(x, first, end)));
  let part: T | undefined;
  try {
    part = await callGiven(() => explain(some, first));
    checkTensor('what explain gives', part);
    check(
      part.shape[0] === end - first,
      `explain must give an entry for each of ${end - first} samples, but its shape is [${part.shape}]`,
    );
    await untilComputed(part);
    return part;
  } catch (error) {
    tf.dispose(part);
    throw error;
  } finally {
    if (!Object.is(part, some)) some.dispose();
  }
}

/** Graphics cards queue what they are asked for: an abort would come when all is in the queue. */
async function untilComputed(x: tf.Tensor): Promise<void> {
  if (x.size === 0) return;
  const one = tf.tidy(() => tf.slice(tf.reshape(x, [-1]), 0, 1));
  await one.data().finally(() => one.dispose());
}
