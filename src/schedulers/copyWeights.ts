import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { itemAt } from '../internal/itemAt';

/** The weights as they are now, trainable or not, in the order of model.weights; for restoreWeights or tf.dispose. */
export const copyWeights = (model: LayersModel): tf.Tensor[] =>
  model.weights.map((weight) => tf.keep(tf.clone(weight.read())));

/** Gives the model the weights of a copy, bit by bit, and disposes the copy. */
export function restoreWeights(model: LayersModel, copy: readonly tf.Tensor[]): void {
  for (const [i, weight] of model.weights.entries()) {
    // not by setWeights, which projects onto the layers' constraints
    (weight.read() as tf.Variable).assign(itemAt(copy, i));
  }
  tf.dispose([...copy]);
}
