import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { configOf } from '../layerConfig';
import type { SingleForm } from './gradientForm';

/** Of ThresholdedReLU: the threshold of tf.js is a comparison, which has no gradient. */
export const thresholded: SingleForm = (layer, x) => {
  const { theta = 1 } = configOf(layer);
  return tf.mul(x, tf.step(tf.sub(x, theta)));
};

/** Of Masking, whose comparison has no gradient either. */
export const masked: SingleForm = (layer, x) => {
  const { maskValue = 0 } = configOf(layer);
  const distance = tf.sum(tf.abs(tf.sub(x, maskValue)), -1, true);
  return tf.mul(x, tf.step(distance));
};

/** Of PReLU: tf.prelu takes slopes that are one for all channels from the wrong place on wasm. */
export const parametric: SingleForm = (layer, x) => {
  const [alpha] = layer.getWeights() as [Tensor];
  return tf.add(tf.relu(x), tf.mul(tf.minimum(x, 0), alpha));
};
