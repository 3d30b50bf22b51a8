import * as tf from '@tensorflow/tfjs-core';

/** What Zennit adds to denominators where a rule has no ε of its own. */
export const STABILISER = 1e-6;

/** relevance / (z + ε sign(z)) with sign(0) = 1; 0 where that is 0 / 0 or more. */
export type Divide = (relevance: tf.Tensor, z: tf.Tensor, epsilon: number) => tf.Tensor4D;

export const stabilised: Divide = (relevance, z, epsilon) => {
  const sign = tf.sub(tf.mul(2, tf.cast(tf.greaterEqual(z, 0), 'float32')), 1);
  const denominator = epsilon === 0 ? z : tf.add(z, tf.mul(sign, epsilon));
  // webgl and webgpu choose values of at most four axes
  const flat = z.rank > 4 ? [-1] : z.shape;
  const quotient = tf.divNoNan(tf.reshape(relevance, flat), tf.reshape(denominator, flat));
  return tf.reshape(quotient, z.shape as tf.Tensor4D['shape']);
};
