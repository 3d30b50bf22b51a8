import * as tf from '@tensorflow/tfjs-core';
import type { HostMemory } from '../../internal/host/hostMemory';
import { type Loops, loopKernel } from '../../internal/host/loops';

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

const quotients = loopKernel('StabilisedQuotients', quotientsBy);

/** Values of a block, which a processor's cache holds with the rest. */
const BLOCK = 2 ** 13;

function quotientsBy(
  { run, room, values }: Loops,
  memory: HostMemory,
  inputs: readonly tf.TensorInfo[],
  { epsilon }: Stabiliser,
): tf.TensorInfo {
  const [relevance, z] = inputs as [tf.TensorInfo, tf.TensorInfo];
  const y = memory.output([...z.shape]);
  const at = room({ relevance: BLOCK, z: BLOCK, y: BLOCK });
  const [above, below, to] = [memory.values(relevance), memory.values(z), memory.values(y)];
  const module = values();
  for (let from = 0; from < to.length; from += BLOCK) {
    const end = Math.min(from + BLOCK, to.length);
    module.set(above.subarray(from, end), at.relevance / 4);
    module.set(below.subarray(from, end), at.z / 4);
    run.stabilisedQuotients(at.relevance, at.z, at.y, end - from, epsilon);
    to.set(module.subarray(at.y / 4, at.y / 4 + end - from), from);
  }
  return y;
}

function byOperations(relevance: tf.Tensor, z: tf.Tensor, epsilon: number): tf.Tensor {
  // webgl and webgpu choose values of at most four axes
  const flat = z.rank > 4 ? [-1] : z.shape;
  const [r, d] = [tf.reshape(relevance, flat), tf.reshape(z, flat)];
  if (epsilon === 0) return tf.reshape(tf.divNoNan(r, d), z.shape);
  const denominator = tf.where(tf.greaterEqual(d, 0), tf.add(d, epsilon), tf.sub(d, epsilon));
  return tf.reshape(tf.divNoNan(r, denominator), z.shape);
}
