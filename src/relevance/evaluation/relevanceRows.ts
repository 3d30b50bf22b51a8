import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { checkMaps } from '../../internal/checkMaps';
import { itemAt } from '../../internal/itemAt';

/** The relevance of every pixel or bin of each sample, channels added up; for maps of x's size. */
export async function relevanceRows(relevance: tf.Tensor, x: tf.Tensor): Promise<number[][]> {
  checkMaps(relevance, x);
  const rows = tf.tidy(() => {
    const summed = x.rank === 2 ? relevance : tf.sum(relevance, -1);
    return tf.reshape(summed, [itemAt(x.shape, 0), -1]);
  });
  const values = (await rows.array()) as number[][];
  rows.dispose();
  check(
    values.every((row) => row.every(Number.isFinite)),
    'relevance must be finite, but some is NaN or infinite',
  );
  return values;
}
