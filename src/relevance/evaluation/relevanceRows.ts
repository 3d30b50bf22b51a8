import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { checkMaps } from '../../internal/checkMaps';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { itemAt } from '../../internal/itemAt';
import { toFloat } from '../../internal/toFloat';

/** The relevance of every pixel or bin of each sample, channels added up; for maps of x's size. */
export async function relevanceRows(relevance: tf.Tensor, x: tf.Tensor): Promise<Float32Array[]> {
  checkRelevance(relevance, x);
  const summed = tf.tidy(() => {
    const float = toFloat(relevance);
    return x.rank === 2 ? tf.clone(float) : tf.sum(float, -1);
  });
  const values = await summed.data<'float32'>().finally(() => summed.dispose());
  check(values.every(Number.isFinite), 'relevance must be finite, but some is NaN or infinite');
  const count = itemAt(x.shape, 0);
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/** Refuses empty samples, and maps that are not of x's size or have other channels than x, if not one. */
export function checkRelevance(relevance: tf.Tensor, x: tf.Tensor): void {
  checkMaps(relevance, x);
  checkNotEmpty('x', x);
  const channels = relevance.shape.at(-1);
  check(
    channels === 1 || channels === x.shape.at(-1),
    `relevance must have one channel or those of x, [${x.shape}], but its shape is [${relevance.shape}]`,
  );
}
