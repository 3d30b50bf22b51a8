import * as tf from '@tensorflow/tfjs-core';
import { toFloat } from './toFloat';

/** tf.oneHot in float32, for a single class too; on wasm it writes wrong values where it is asked for floats. */
export function oneHot(indices: tf.Tensor1D, classes: number): tf.Tensor2D {
  if (classes === 1) return tf.ones([indices.size, 1]);
  return tf.tidy(() => toFloat(tf.oneHot(indices, classes) as tf.Tensor2D));
}
