import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { mebibytes } from '../../internal/mebibytes';
import { crop } from '../../linear/crop';
import type { Layer } from '../layer';
import { configOf, pairOf } from '../layerConfig';
import type { SingleForm } from './gradientForm';

/** Of UpSampling2D: the gradients of tf.image.resize… exchange rows and columns on cpu. */
export const upSampled: SingleForm = (layer, x) => {
  const { size, interpolation } = configOf(layer);
  const images = x as Tensor4D;
  const [down, across] = pairOf(size, true);
  if (interpolation !== 'bilinear') return repeated(images, down, across);
  const [, rows, columns] = images.shape;
  return resampled(images, [rows * down, columns * across], {});
};

/** Rows and columns repeated by a product. */
function repeated(x: Tensor4D, down: number, across: number): Tensor {
  const [batch, rows, columns, channels] = x.shape;
  const apart = tf.reshape(x, [batch * rows, 1, columns, 1, channels]);
  const each = tf.mul(apart, tf.ones([1, down, 1, across, 1]));
  return tf.reshape(each, [batch, rows * down, columns * across, channels]);
}

/** Of Resizing. */
export const resized: SingleForm = (layer, x) => {
  const { height = 1, width = 1, interpolation, cropToAspectRatio } = configOf(layer);
  return resampled(x as Tensor4D, [height, width], {
    isNearest: interpolation === 'nearest',
    places: cropToAspectRatio ? 'first' : 'corners',
  });
};

/** Of HalfPixelResizing. */
export const halfPixelResized: SingleForm = (layer, x) =>
  (layer as Layer & { resized(x: Tensor4D): Tensor }).resized(x as Tensor4D);

/** Of CenterCrop, which enlarges where there is too little to crop, and starts behind the first column where one goes. */
export const centred: SingleForm = (layer, x) => {
  const { height = 1, width = 1 } = configOf(layer);
  const images = x as Tensor4D;
  const [, rows, columns] = images.shape;
  const [above, left] = [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)];
  if (above < 0 || left < 0) return resampled(images, [height, width], {});
  const before = left === 0 && columns > width ? 1 : left;
  return crop(images, [above, rows - height - above], [before, columns - width - before]);
};

interface Resampling {
  readonly isNearest?: boolean;
  /** What stays where it is: the beginning of the first value, the first and last values, or the middle of all. Default 'first'. */
  readonly places?: 'first' | 'corners' | 'middles';
}

/** What a matrix may take, in bytes: 512 MiB. */
const MOST_MATRIX = 2 ** 29;

/** By a matrix for the rows and one for the columns. */
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

/** What each of `from` values gives to each of `to`, [from, to], as the kernels of tf.js place them, or TensorFlow's. */
function weightsOf(
  from: number,
  to: number,
  { isNearest, places = 'first' }: Resampling,
): Float32Array {
  const weights = new Float32Array(from * to);
  const isCorners = places === 'corners' && to > 1;
  const step = isCorners ? (from - 1) / (to - 1) : from / to;
  // the middle of an output, from that of the first value, or of nearest ones from its beginning
  const start = places === 'middles' ? step / 2 - (isNearest ? 0 : 0.5) : 0;
  const add = (i: number, j: number, weight: number) => {
    const at = Math.max(0, Math.min(i, from - 1)) * to + j;
    weights[at] = (weights[at] ?? 0) + weight;
  };
  for (let j = 0; j < to; j++) {
    const place = start + j * step;
    const low = isNearest && places === 'corners' ? Math.round(place) : Math.floor(place);
    const part = isNearest ? 0 : place - low;
    add(low, j, 1 - part);
    add(low + 1, j, part);
  }
  return weights;
}
