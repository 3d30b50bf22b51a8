import * as tf from '@tensorflow/tfjs-core';

/** [samples, classes], float32 as the losses of tf.js take it. */
export const oneHot = (labels: Int32Array, classes: number): tf.Tensor2D =>
  tf.tidy(() =>
    tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes) as tf.Tensor2D, 'float32'),
  );
