import { add, type Tensor } from '@tensorflow/tfjs-core';

/** Their sum. On webgpu tf.addN of more tensors than a shader can bind, ten or so, writes nothing (tf.js 4.22). */
export const sumOf = <T extends Tensor>(tensors: readonly T[]): T =>
  tensors.reduce((sum, tensor) => add(sum, tensor));
