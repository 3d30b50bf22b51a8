import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '../internal/mulberry32';

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
  const order = shuffled(x.shape[0] as number, seed);
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

/** The numbers from 0 to count - 1 in an order drawn by the seed (Fisher & Yates). */
function shuffled(count: number, seed: number): number[] {
  const random = mulberry32(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
