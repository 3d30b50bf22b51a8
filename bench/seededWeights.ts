import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { randomTensor } from '../support/random';

/** Gives a model kernels that keep the size of activations (He et al. 2015), and normalisations that change nothing. */
export function withSeededWeights<M extends LayersModel>(model: M): M {
  const weights = model.getWeights();
  model.setWeights(weights.map((value, i) => weightsLike(value, model.weights[i]?.name ?? '', i)));
  return model;
}

function weightsLike(value: tf.Tensor, name: string, seed: number): tf.Tensor {
  if (value.rank === 1)
    return /gamma|variance/.test(name) ? tf.onesLike(value) : tf.zerosLike(value);
  const last = name.includes('depthwise') ? value.shape.slice(-2) : value.shape.slice(-1);
  const fan = value.size / last.reduce((a, b) => a * b, 1);
  return tf.mul(randomTensor(value.shape, seed), Math.sqrt(6 / fan));
}
