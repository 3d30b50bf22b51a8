import * as tf from '@tensorflow/tfjs-core';
import { checkInteger, checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { unlessEmpty } from '../../internal/unlessEmpty';

/**
 * Down by nearest neighbour and up again, as OpenCV and PyTorch do it: squares of factor x factor pixels, each with the
 * value of its first pixel. Squares are cut at the last row and column.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @param factor pixels, at least 1; 1 gives a copy
 * @returns shape of x, float32; empty where x is
 * @throws for other ranks, and factors that are no whole numbers of at least 1
 */
export function nearestResample<T extends tf.Tensor>(x: T, factor: number): T {
  return named('nearestResample', () => {
    checkTensor('x', x, [3, 4]);
    checkInteger('factor', factor, 1);
    const axes = [x.rank - 3, x.rank - 2];
    return unlessEmpty(
      x,
      (image) => axes.reduce<tf.Tensor>((y, axis) => alongAxis(y, factor, axis), image) as T,
    );
  });
}

/** A product with a matrix of 0 and 1: wasm has no gradient of tf.gather. */
function alongAxis(x: tf.Tensor, factor: number, axis: number): tf.Tensor {
  const n = itemAt(x.shape, axis);
  if (x.size === 0) return x;
  const matrix = tf.buffer([n, n]);
  for (let i = 0; i < n; i++) matrix.set(1, i - (i % factor), i);
  const order = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const last = tf.transpose(x, [...order, axis]);
  const chosen = tf.matMul(tf.reshape(last, [-1, n]), matrix.toTensor() as tf.Tensor2D);
  const back = order.map((_, i) => i);
  back.splice(axis, 0, x.rank - 1);
  return tf.transpose(tf.reshape(chosen, last.shape), back);
}
