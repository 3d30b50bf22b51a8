import * as tf from '@tensorflow/tfjs-core';
import type { PerAxis } from './convolution';

/** Zeros between the rows and columns of a kernel [rows, columns, in, out]. */
export function dilate(kernel: tf.Tensor4D, [rows, columns]: PerAxis): tf.Tensor4D {
  return dilateAxis(dilateAxis(kernel, 0, rows), 1, columns);
}

function dilateAxis(x: tf.Tensor4D, axis: 0 | 1, dilation: number): tf.Tensor4D {
  const length = x.shape[axis];
  if (dilation === 1 || length === 1) return x;
  const [outer, inner] = axis === 0 ? [1, x.shape[1]] : [x.shape[0], 1];
  const channels = inner * x.shape[2] * x.shape[3];
  const spread = tf.pad(tf.reshape(x, [outer, length, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  const shape = x.shape.map((size, i) => (i === axis ? length * dilation : size));
  const end = x.shape.map((size, i) => (i === axis ? (length - 1) * dilation + 1 : size));
  return tf.slice(
    tf.reshape<tf.Rank.R4>(spread, shape as typeof x.shape),
    0,
    end as typeof x.shape,
  );
}
