import * as tf from '@tensorflow/tfjs-core';

/** The sum of each sample's values, [batch]. */
export const perSample = (values: tf.Tensor): tf.Tensor =>
  tf.sum(tf.reshape(values, [values.shape[0] as number, -1]), 1);
