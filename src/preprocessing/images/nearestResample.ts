import * as tf from '@tensorflow/tfjs-core';
import { checkKind, checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { integer } from '../../internal/kinds';
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
 * @example
 * nearestResample(tf.tensor3d([[[1], [2], [3]]]), 2); // → [[[1], [1], [3]]]
 */
export function nearestResample<T extends tf.Tensor>(x: T, factor: number): T {
  return named('nearestResample', () => {
    checkTensor('x', x, [3, 4]);
    checkKind('factor', factor, integer(1));
    const axes = [x.rank - 3, x.rank - 2];
    return unlessEmpty(
      x,
      (image) => axes.reduce<tf.Tensor>((y, axis) => alongAxis(y, factor, axis), image) as T,
    );
  });
}

/** By padding, slices and a product with ones, which have gradients on every backend, as tf.gather and tf.tile have not. */
function alongAxis(x: tf.Tensor, factor: number, axis: number): tf.Tensor {
  const n = itemAt(x.shape, axis);
  const size = Math.min(factor, n);
  const squares = Math.ceil(n / size);
  const before = tf.util.sizeFromShape(x.shape.slice(0, axis));
  const after = tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const missing = squares * size - n;
  const padded = tf.pad(tf.reshape(x, [before, n, after]), [
    [0, 0],
    [0, missing],
    [0, 0],
  ]);
  const inSquares = tf.reshape(padded, [before, squares, size, after]);
  const first = tf.slice(inSquares, [0, 0, 0, 0], [before, squares, 1, after]);
  const repeated = tf.mul(first, tf.ones([1, 1, size, 1]));
  const lines = tf.reshape(repeated, [before, squares * size, after]);
  return tf.reshape(tf.slice(lines, [0, 0, 0], [before, n, after]), x.shape);
}
