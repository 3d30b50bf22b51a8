import * as tf from '@tensorflow/tfjs-core';
import type { LinearPart } from '../rule';

export const withBias = (z: tf.Tensor4D, bias: tf.Tensor | undefined): tf.Tensor4D =>
  bias ? tf.add(z, bias) : z;

/** a·W and a bias, which may be left out. */
export const outputsOf = (
  part: LinearPart,
  a: tf.Tensor4D,
  bias: LinearPart['bias'],
): tf.Tensor4D =>
  part.z && bias === part.bias ? part.z : withBias(part.forward(part.weights, a), bias);
