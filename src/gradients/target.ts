import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../internal/check';
import { oneHot } from '../internal/oneHot';

/** Which output is explained: a class index for all samples, or one a sample. */
export type Target = number | ArrayLike<number>;

/** Refuses what is neither a number nor a list. */
export function checkTarget(target: Target | undefined): void {
  const isList = Array.isArray(target) || ArrayBuffer.isView(target);
  check(
    target === undefined || typeof target === 'number' || isList,
    `target must be a class index, or a list with one for each sample, but it is ${typeof target === 'object' ? 'an object' : String(target)}`,
  );
}

/**
 * One-hot rows of the target classes, [batch, classes]; without a target, of the largest output of
 * each sample.
 *
 * @param y outputs [batch, classes]
 */
export function targetMask(y: tf.Tensor, target: Target | undefined): tf.Tensor2D {
  check(y.rank === 2, `the output must have shape [batch, classes], but its shape is [${y.shape}]`);
  const [batch, classes] = y.shape as [number, number];
  if (target === undefined) return oneHot(tf.argMax(y, 1), classes);
  checkTarget(target);
  const list =
    typeof target === 'number' ? new Array<number>(batch).fill(target) : Array.from(target);
  check(
    list.length === batch,
    `target needs one class for each of ${batch} samples, but has ${list.length}`,
  );
  for (const index of list) checkInteger('target', index, 0, classes - 1);
  return oneHot(tf.tensor1d(list, 'int32'), classes);
}
