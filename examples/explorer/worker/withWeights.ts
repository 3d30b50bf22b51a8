import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** Does something while a layer has other weights; then it has its own again. */
export async function withWeights<T>(
  layer: Layer,
  changed: (weights: readonly tf.Tensor[]) => tf.Tensor[],
  act: () => Promise<T>,
): Promise<T> {
  const own = layer.getWeights().map((weights) => weights.clone());
  const others = tf.tidy(() => changed(own));
  try {
    layer.setWeights(others);
    return await act();
  } finally {
    layer.setWeights(own);
    tf.dispose([own, others]);
  }
}
