import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../internal/itemAt';
import { draw } from '../internal/random/draw';
import { randomNumbers } from '../internal/random/randomNumbers';
import { toFloat } from '../internal/toFloat';

interface BatchSettings {
  readonly batchSize: number;
  readonly seed: number;
}

/** Gives the batches, in float32, of one shuffled pass over the samples after another, the passes all in the same order. */
export function shuffledBatches(
  x: tf.Tensor,
  y: tf.Tensor,
  { batchSize, seed }: BatchSettings,
): (batch: number) => [x: tf.Tensor, y: tf.Tensor] {
  const count = itemAt(x.shape, 0);
  const order = draw(count, count, randomNumbers(seed));
  const size = Math.min(batchSize, order.length);
  return (batch) =>
    tf.tidy(() => {
      const places = Array.from({ length: size }, (_, i) => (batch * size + i) % order.length);
      const samples = tf.tensor1d(
        places.map((place) => itemAt(order, place)),
        'int32',
      );
      return [toFloat(tf.gather(x, samples)), toFloat(tf.gather(y, samples))];
    });
}
