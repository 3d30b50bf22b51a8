import * as tf from '@tensorflow/tfjs-core';
import { checkTarget, type Target } from '../../gradients/target';
import { check, checkInteger } from '../../internal/check';

export interface BatchOptions {
  /** Samples that are explained at once: memory grows with it. Default: 32. */
  readonly batchSize?: number | undefined;
  /** Called with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends the work with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Explains some samples at a time, each part with its own targets. */
export function inBatches(
  x: tf.Tensor,
  target: Target | undefined,
  { batchSize = 32, onProgress, signal }: BatchOptions,
  explain: (some: tf.Tensor, target: Target | undefined, first: number) => tf.Tensor,
): tf.Tensor {
  checkInteger('batchSize', batchSize, 1);
  const [count = 0] = x.shape;
  check(count > 0, `x must hold at least one sample, but its shape is [${x.shape}]`);
  checkTarget(target);
  const isList = target !== undefined && typeof target !== 'number';
  check(
    !isList || target.length === count,
    `target needs one class for each of ${count} samples, but has ${isList ? target.length : 1}`,
  );
  return tf.tidy(() => {
    const parts: tf.Tensor[] = [];
    for (let first = 0; first < count; first += batchSize) {
      signal?.throwIfAborted();
      const end = Math.min(first + batchSize, count);
      const targets = isList ? Array.from(target).slice(first, end) : target;
      parts.push(tf.tidy(() => explain(partOf(x, first, end), targets, first)));
      onProgress?.(end / count);
    }
    return parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat(parts, 0);
  });
}

/** Samples from one number up to another; x itself where they are all. */
export function partOf(x: tf.Tensor, first: number, end: number): tf.Tensor {
  if (first === 0 && end === x.shape[0]) return x;
  return tf.slice(x, [first, ...x.shape.slice(1).fill(0)], [end - first, ...x.shape.slice(1)]);
}
