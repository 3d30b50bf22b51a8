import * as tf from '@tensorflow/tfjs-core';
import { hostKernel } from '../../internal/hostKernel';

/** What Zennit adds to denominators where a rule has no ε of its own. */
export const STABILISER = 1e-6;

/** relevance / (z + ε sign(z)) with sign(0) = 1; 0 where that is 0 / 0 or more. */
export type Divide = (relevance: tf.Tensor, z: tf.Tensor, epsilon: number) => tf.Tensor4D;

export const stabilised: Divide = (relevance, z, epsilon) =>
  (tf.util.arraysEqual(relevance.shape, z.shape)
    ? (quotients([relevance, z], { epsilon }) ?? byOperations(relevance, z, epsilon))
    : byOperations(relevance, z, epsilon)) as tf.Tensor4D;

interface Stabiliser {
  readonly epsilon: number;
}

const quotients = hostKernel('StabilisedQuotients', (memory, inputs, { epsilon }: Stabiliser) => {
  const [relevance, z] = inputs as [tf.TensorInfo, tf.TensorInfo];
  const y = memory.output([...z.shape]);
  const [above, below, to] = [memory.values(relevance), memory.values(z), memory.values(y)];
  for (let i = 0; i < to.length; i++) {
    const value = below[i] as number;
    const denominator = value >= 0 ? value + epsilon : value - epsilon;
    to[i] = denominator === 0 ? 0 : (above[i] as number) / denominator;
  }
  return y;
});

function byOperations(relevance: tf.Tensor, z: tf.Tensor, epsilon: number): tf.Tensor {
  // webgl and webgpu choose values of at most four axes
  const flat = z.rank > 4 ? [-1] : z.shape;
  const [r, d] = [tf.reshape(relevance, flat), tf.reshape(z, flat)];
  if (epsilon === 0) return tf.reshape(tf.divNoNan(r, d), z.shape);
  const denominator = tf.where(tf.greaterEqual(d, 0), tf.add(d, epsilon), tf.sub(d, epsilon));
  return tf.reshape(tf.divNoNan(r, denominator), z.shape);
}
