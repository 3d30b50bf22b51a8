import * as tf from '@tensorflow/tfjs-core';

/** Squares of a map along its longer side, at most: single pixels of large images are too small to be seen. */
const MOST = 64;

/** Rows and columns of pixels that make one square of a map. */
export const squareOf = ([, rows, columns]: readonly number[]): number =>
  Math.ceil(Math.max(rows as number, columns as number) / MOST);

/** Maps with the mean of each square in place of its pixels; small maps stay as they are. */
export function inSquares(maps: tf.Tensor4D): tf.Tensor4D {
  const side = squareOf(maps.shape);
  if (side === 1) return maps;
  return tf.tidy(() => {
    const means = tf.avgPool(maps, side, side, 'same');
    const [, rows, columns] = means.shape;
    const large = tf.image.resizeNearestNeighbor(means, [rows * side, columns * side]);
    return tf.slice(large, [0, 0, 0, 0], [-1, maps.shape[1], maps.shape[2], -1]);
  });
}
