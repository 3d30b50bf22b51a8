import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';

/** The sum of each sample's values, [batch]. */
export const perSample = (values: tf.Tensor): tf.Tensor =>
  tf.sum(tf.reshape(values, [itemAt(values.shape, 0), -1]), 1);
