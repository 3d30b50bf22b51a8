import * as tf from '@tensorflow/tfjs-core';
import { sampleOnHost } from '../internal/sampleOnHost';
import type { PerAxis } from './convolution';

/** Rows and columns 0, n, 2n, ... of images [batch, rows, columns, channels], with gradients on every backend. */
export function everyNth(x: tf.Tensor4D, [rows, columns]: PerAxis): tf.Tensor4D {
  if (rows === 1 && columns === 1) return x;
  const along = (axis: 1 | 2, step: number) => {
    return { begin: 0, count: Math.ceil(x.shape[axis] / step), step };
  };
  return (
    sampleOnHost(x, along(1, rows), along(2, columns)) ??
    alongAxis(alongAxis(x, 1, rows), 2, columns)
  );
}

function alongAxis(x: tf.Tensor4D, axis: 1 | 2, n: number): tf.Tensor4D {
  if (n === 1) return x;
  const count = Math.ceil(x.shape[axis] / n);
  // nothing to fill up to a whole step
  if (count === 1) return tf.slice(x, 0, axis === 1 ? [-1, 1, -1, -1] : [-1, -1, 1, -1]);
  const outer = axis === 1 ? x.shape[0] : x.shape[0] * x.shape[1];
  const inner = axis === 1 ? x.shape[2] * x.shape[3] : x.shape[3];
  const lines = tf.reshape<tf.Rank.R3>(x, [outer, x.shape[axis], inner]);
  const whole = tf.pad3d(lines, [
    [0, 0],
    [0, count * n - x.shape[axis]],
    [0, 0],
  ]);
  const grid = tf.reshape<tf.Rank.R4>(whole, [outer, count, n, inner]);
  const kept = tf.slice(grid, 0, [outer, count, 1, inner]);
  return tf.reshape(kept, x.shape.map((size, i) => (i === axis ? count : size)) as typeof x.shape);
}
