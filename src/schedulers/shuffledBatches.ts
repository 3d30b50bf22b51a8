import * as tf from '@tensorflow/tfjs-core';
import { draw } from '../internal/draw';
import { randomNumbers } from '../internal/randomNumbers';

interface BatchSettings {
  readonly batchSize: number;
  readonly seed: number;
}

/** Gives the batches of one shuffled pass over the samples after another, the passes all in the same order. */
export function shuffledBatches(
  x: tf.Tensor,
  y: tf.Tensor,
  { batchSize, seed }: BatchSettings,
): (batch: number) => [x: tf.Tensor, y: tf.Tensor] {
  const count = x.shape[0] as number;
  const order = draw(count, count, randomNumbers(seed));
  const size = Math.min(batchSize, order.length);
  return (batch) =>
    tf.tidy(() => {
      const places = Array.from({ length: size }, (_, i) => (batch * size + i) % order.length);
      const samples = tf.tensor1d(
        places.map((place) => order[place] as number),
        'int32',
      );
      return [tf.gather(x, samples), tf.gather(y, samples)];
    });
}
