import * as tf from '@tensorflow/tfjs-core';

export const withBias = (z: tf.Tensor4D, bias: tf.Tensor | undefined): tf.Tensor4D =>
  bias ? tf.add(z, bias) : z;
