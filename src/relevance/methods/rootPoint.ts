import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind, checkTensor } from '../../internal/check';
import { isTensor, type Kind } from '../../internal/kinds';
import { toFloat } from '../../internal/toFloat';

/** Where a Taylor expansion is made: gives x̃ for a batch x, of the same shape. */
export interface RootPoint {
  (x: tf.Tensor): tf.Tensor;
  /** Whether it takes the last axis for channels. */
  readonly readsImages?: boolean;
}

/** A root point that takes the last axis for channels. */
export const ofImages = (rootPoint: (x: tf.Tensor) => tf.Tensor): RootPoint =>
  Object.assign(rootPoint, { readsImages: true });

/** x̃ of all samples. */
export function rootOf(rootPoint: RootPoint, x: tf.Tensor): tf.Tensor {
  checkTensor('x', x);
  // a clone, which it may dispose
  const root = rootPoint(tf.clone(x));
  check(
    typeof (root as unknown) !== 'function',
    'the root point gives a function: call what makes it, as in zeroRoot()',
  );
  checkTensor('the root point', root);
  check(
    tf.util.arraysEqual(root.shape, x.shape),
    `the root point must have x's shape [${x.shape}], but it is [${root.shape}]`,
  );
  return toFloat(root);
}

/** Refuses what a root point cannot be made by. What makes it, given for a root point, is called with x instead. */
export function checkRootParameter(name: string, value: unknown, kind: Kind, call: string): void {
  checkKind(name, value, {
    ...kind,
    hint: (x) => (isTensor(x) ? `call it, as in ${call}` : undefined),
  });
}
