import * as tf from '@tensorflow/tfjs-core';

/**
 * A loss for `model.compile`, of logits, one value a sample, as Keras computes it. That of tf.js for probabilities cuts them off
 * near 0 and 1, where its gradient is zero: a network that is wrong and sure of it stays so.
 */
export const crossEntropy = (y: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  tf.losses.softmaxCrossEntropy(y, logits, undefined, 0, tf.Reduction.NONE);
