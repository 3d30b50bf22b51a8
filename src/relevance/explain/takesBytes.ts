import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { kindOf } from '../../model/layerKinds';
import { firstScaling, type InputGraph } from './inputImages';

/** Between 1, as of models of [0, 1], and 1/255, as of those that begin by dividing bytes. */
const LARGEST_FACTOR = 1 / 16;

/** Whether a model begins with a layer, as Rescaling or Normalization, that makes numbers of order 1 of bytes. */
export async function takesBytes(graph: InputGraph): Promise<boolean> {
  const call = firstScaling(graph);
  if (!call) return false;
  const mean = tf.tidy(() => {
    const one = tf.zeros(itemAt(call.inputs, 0).shape.map((size) => size ?? 1));
    const affine = kindOf(call.layer).affine?.(call.layer, one);
    return tf.mean(tf.abs(affine?.factor ?? 1));
  });
  const [factor = 1] = await mean.data().finally(() => mean.dispose());
  return factor < LARGEST_FACTOR;
}
