import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { callback } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { type ProgressOptions, progressKinds, startProgress } from '../../internal/startProgress';
import { type BatchOptions, batchesOf, batchKinds } from './batchesOf';
import { type Explain, explainBatch } from './explainBatch';
import { jointOrigin, withOrigin } from './origin';

export interface InBatchesOptions extends BatchOptions, ProgressOptions {}

const kinds: KindsOf<InBatchesOptions> = { ...batchKinds, ...progressKinds };

/**
 * Explains many samples without holding up the page or process: a synchronous function of a batch, or an asynchronous
 * one, is called for some samples at a time, and between two calls timers and events have their turn.
 *
 * @param x [samples, …], of numbers of any type
 * @param explain gives a tensor [samples of the batch, …] or a promise of one, which is disposed when it has been joined
 *   with the others. It gets samples of x, which are disposed after the call, and the number of the first one among all, by which
 *   targets and the like are cut. Where it makes several tensors, `tf.tidy` disposes the others.
 * @param options `onProgress` counts samples
 * @returns what explain gives, joined along the first axis
 * @throws AbortError when the signal ends it, what explain throws, and where it gives no tensor, another number of samples
 *   or not the same shape and type for each batch; nothing is left behind then
 * @example
 * const targets = [0, 2]; // a class for each image
 * const relevance = await inBatches(
 *   x,
 *   (some, first) => lrp(model, some, { target: targets.slice(first, first + some.shape[0]) }),
 *   { batchSize: 1, onProgress: (done, total) => console.log(`${done} of ${total}`) },
 * );
 * relevance.shape; // → [2, 8, 8, 1]
 */
export function inBatches<X extends tf.Tensor, T extends tf.Tensor>(
  x: X,
  explain: Explain<X, T>,
  options: InBatchesOptions = {},
): Promise<T> {
  return named('inBatches', async () => {
    const given = optionsOf(options, kinds);
    const batches = batchesOf(x, undefined, given);
    checkKind('explain', explain, callback);
    const reached = startProgress(given);
    const parts: T[] = [];
    try {
      for (const batch of batches) {
        parts.push(await explainBatch(x, batch, explain));
        checkAlike(parts);
        await reached(batch.end, itemAt(x.shape, 0));
      }
      return withOrigin(tf.concat(parts, 0), jointOrigin(parts));
    } finally {
      tf.dispose(parts);
    }
  });
}

function checkAlike(parts: readonly tf.Tensor[]): void {
  const [
    {
      shape: [, ...shape],
      dtype,
    },
    last,
  ] = [itemAt(parts, 0), itemAt(parts, -1)];
  check(
    tf.util.arraysEqual(last.shape.slice(1), shape) && last.dtype === dtype,
    `explain must give ${dtype} [samples, ${shape}] for each batch, as for the first, but it gives ${last.dtype} [${last.shape}]`,
  );
}
