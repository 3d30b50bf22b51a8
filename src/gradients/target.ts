import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../internal/check';
import { asNumber, type Label } from '../internal/labelIndices';
import { oneHot } from '../internal/oneHot';
import { shown } from '../internal/shown';

/** Which output is explained: a class index for all samples, or one a sample. */
export type Target = number | bigint | ArrayLike<Label>;

/** Refuses what is neither a number nor a list. */
export function checkTarget(target: Target | undefined): void {
  const isList = Array.isArray(target) || ArrayBuffer.isView(target);
  check(
    target === undefined || ['number', 'bigint'].includes(typeof target) || isList,
    `target must be a class index, or a list with one for each sample, but it is ${shown(target)}`,
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
    typeof target === 'object'
      ? Array.from(target, asNumber)
      : new Array<number>(batch).fill(asNumber(target));
  check(
    list.length === batch,
    `target needs one class for each of ${batch} samples, but has ${list.length}`,
  );
  for (const index of list) checkInteger('target', index, 0, classes - 1);
  return oneHot(tf.tensor1d(list, 'int32'), classes);
}
