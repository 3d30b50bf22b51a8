import * as tf from '@tensorflow/tfjs-core';
import { pictureOf } from '../pictureOf';
import type { RemovalAnswer, RemovalQuestion } from '../protocol';
import { openedOf, type Study } from '../study';
import { predictionOf } from './predict';

/** What the model says without the pixels that a kept map holds for most relevant; they take the image's mean. */
export async function removal(
  study: Study,
  { side, percent }: RemovalQuestion,
): Promise<RemovalAnswer | undefined> {
  const kept = study.maps.get(side);
  if (!kept) return undefined;
  const { model } = openedOf(study);
  const mask = await mostRelevant(kept.map, percent);
  const left = tf.tidy(() => {
    const mean = tf.mean(kept.x, [1, 2], true);
    return tf.add(tf.mul(kept.x, tf.sub(1, mask)), tf.mul(mean, mask)) as tf.Tensor4D;
  });
  try {
    const prediction = await predictionOf(model, left);
    return { picture: await pictureOf(rgbOf(left)), prediction };
  } finally {
    tf.dispose([mask, left]);
  }
}

/** 1 at the most relevant pixels, [1, h, w, 1]. */
async function mostRelevant(map: tf.Tensor4D, percent: number): Promise<tf.Tensor4D> {
  const sums = tf.tidy(() => tf.sum(map, -1, true));
  const values = await sums.data();
  const [, h, w] = map.shape;
  sums.dispose();
  const order = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const mask = new Float32Array(values.length);
  for (const at of order.slice(0, Math.round((percent / 100) * order.length))) mask[at] = 1;
  return tf.tensor4d(mask, [1, h, w, 1]);
}

/** An input from its least to its largest value, as RGB in [0, 1]. */
export const rgbOf = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.tidy(() => {
    const [low, high] = [tf.min(x), tf.max(x)];
    const scaled = tf.divNoNan(tf.sub(x, low), tf.sub(high, low)) as tf.Tensor4D;
    return scaled.shape[3] === 3 ? scaled : (tf.tile(scaled, [1, 1, 1, 3]) as tf.Tensor4D);
  });
