import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { mebibytes } from '../../internal/mebibytes';

/** How pixels are placed. */
export interface Resampling {
  readonly isNearest?: boolean;
  /** Whether first and last values stay first and last. */
  readonly alignCorners?: boolean;
  /** Whether values lie in the middle of their pixels. */
  readonly halfPixelCenters?: boolean;
}

/** What a matrix may take, in bytes: 512 MiB. */
const MOST_MATRIX = 2 ** 29;

/** Images of another size: by a matrix for the rows and one for the columns. */
export function resampled(
  x: Tensor4D,
  [height, width]: [number, number],
  how: Resampling,
): Tensor4D {
  const columns = alongLast(tf.transpose(x, [0, 1, 3, 2]), width, how);
  const rows = alongLast(tf.transpose(columns, [0, 2, 3, 1]), height, how);
  return tf.transpose(rows, [0, 3, 2, 1]) as Tensor4D;
}

function alongLast(x: Tensor, length: number, how: Resampling): Tensor {
  const from = itemAt(x.shape, -1);
  check(
    4 * from * length <= MOST_MATRIX,
    `resampling ${from} values to ${length} would take a matrix of ${mebibytes(4 * from * length)} MiB, more than ${mebibytes(MOST_MATRIX)}: make the images smaller before`,
  );
  const matrix = tf.tensor2d(weightsOf(from, length, how), [from, length]);
  const y = tf.matMul(tf.reshape<tf.Rank.R2>(x, [-1, from]), matrix);
  return tf.reshape(y, [...x.shape.slice(0, -1), length]);
}

/** What each of `from` values gives to each of `to`, [from, to], as the kernels of tf.js place them. */
function weightsOf(
  from: number,
  to: number,
  { isNearest, alignCorners, halfPixelCenters }: Resampling,
): Float32Array {
  const weights = new Float32Array(from * to);
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const add = (i: number, j: number, weight: number) => {
    const at = Math.min(i, from - 1) * to + j;
    weights[at] = (weights[at] ?? 0) + weight;
  };
  // of a pixel's middle the nearest is the pixel that it lies in
  const [middle, back] = halfPixelCenters ? [0.5, isNearest ? 0 : 0.5] : [0, 0];
  const placeOf = (j: number) => Math.max((j + middle) * step - back, 0);
  for (let j = 0; j < to; j++) {
    const place = placeOf(j);
    const low = isNearest && alignCorners ? Math.round(place) : Math.floor(place);
    const part = isNearest ? 0 : place - low;
    add(low, j, 1 - part);
    add(low + 1, j, part);
  }
  return weights;
}
