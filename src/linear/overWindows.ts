import * as tf from '@tensorflow/tfjs-core';
import { crop } from './crop';

/** Of two windows side by side what the window of both gives, as sums and maxima do. */
export type Combine = (left: tf.Tensor4D, right: tf.Tensor4D) => tf.Tensor4D;

/**
 * What every window of `size` rows in a row gives, from left to right. Windows of 1, 2, 4, … rows are each made of two of
 * those before, so that time and memory grow with the digits of size: a convolution would take its square for images.
 *
 * @param x [batch, rows, columns, channels]
 * @returns [batch, rows - size + 1, columns, channels]
 */
export function overWindows(x: tf.Tensor4D, size: number, combine: Combine): tf.Tensor4D {
  const outputs = x.shape[1] - size + 1;
  let [length, windows, begin] = [1, x, 0];
  let joined: tf.Tensor4D | undefined;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      const [before, all, from] = [joined, windows, begin];
      joined = tf.tidy(() => {
        const part = rowsFrom(all, from, outputs);
        return before ? combine(before, part) : tf.clone(part);
      });
      begin += length;
    }
    if (rest > 1) windows = twice(windows, length, combine);
    length *= 2;
  }
  return joined as tf.Tensor4D;
}

/** Windows of twice as many rows. */
function twice(windows: tf.Tensor4D, length: number, combine: Combine): tf.Tensor4D {
  const count = windows.shape[1] - length;
  return tf.tidy(() => combine(rowsFrom(windows, 0, count), rowsFrom(windows, length, count)));
}

const rowsFrom = (x: tf.Tensor4D, begin: number, count: number): tf.Tensor4D =>
  crop(x, [begin, x.shape[1] - begin - count], [0, 0]);
