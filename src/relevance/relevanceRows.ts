import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';

/** The relevance of every pixel or bin of each sample, channels added up; for maps of x's size. */
export async function relevanceRows(
  caller: string,
  relevance: tf.Tensor,
  x: tf.Tensor,
): Promise<number[][]> {
  checkTensor(caller, 'relevance', relevance, [x.rank]);
  check(
    tf.util.arraysEqual(relevance.shape.slice(0, -1), x.shape.slice(0, -1)),
    caller,
    `relevance must be of x's size [${x.shape}], but its shape is [${relevance.shape}]`,
  );
  const rows = tf.tidy(() => tf.reshape(tf.sum(relevance, -1), [x.shape[0] as number, -1]));
  const values = (await rows.array()) as number[][];
  rows.dispose();
  return values;
}
