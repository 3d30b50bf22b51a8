import * as tf from '@tensorflow/tfjs-core';
import { sampleOnHost } from '../internal/sampleOnHost';
import type { Margins } from './convolution';

/** Images [batch, rows, columns, channels] without some rows and columns before and after. */
export function crop(x: tf.Tensor4D, rows: Margins, columns: Margins): tf.Tensor4D {
  const [height, width] = [left(x.shape[1], rows), left(x.shape[2], columns)];
  if (height === x.shape[1] && width === x.shape[2]) return x;
  const [down, across] = [
    { begin: rows[0], count: height, step: 1 },
    { begin: columns[0], count: width, step: 1 },
  ];
  return (
    sampleOnHost(x, down, across) ??
    tf.slice(x, [0, rows[0], columns[0], 0], [-1, height, width, -1])
  );
}

const left = (length: number, [before, after]: Margins): number => length - before - after;
