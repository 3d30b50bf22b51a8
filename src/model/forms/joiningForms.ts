import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { applyLayer } from '../layer';
import { configOf } from '../layerConfig';
import type { GradientForm } from './gradientForm';

/** Of Concatenate: tf.js takes every negative axis for the last. */
export const joined: GradientForm = (layer, inputs) => {
  const axis = itemAt([configOf(layer).axis ?? -1].flat(), 0);
  const { rank } = itemAt(inputs, 0);
  return tf.concat([...inputs], axis < 0 ? axis + rank : axis);
};

/** Of Maximum and Minimum, whose gradients do not undo a broadcast: here the inputs are of one shape before. */
export const ofOneShape: GradientForm = (layer, inputs) => {
  const all = ofOneRank(inputs);
  const shape = itemAt(all, 0).shape.map((_, i) => Math.max(...all.map((x) => itemAt(x.shape, i))));
  return applyLayer(
    layer,
    all.map((x) => (x.shape.every((n, i) => n === shape[i]) ? x : tf.mul(x, tf.ones(shape)))),
  ) as Tensor;
};

/** Inputs as tf.js adds them up: it puts lacking axes behind the batch. */
export function ofOneRank(inputs: readonly Tensor[]): Tensor[] {
  const rank = Math.max(...inputs.map((x) => x.rank));
  return inputs.map((x) => tf.reshape(x, withOnes(x.shape, rank)));
}

const withOnes = ([batch = 1, ...rest]: number[], rank: number): number[] => [
  batch,
  ...new Array<number>(rank - rest.length - 1).fill(1),
  ...rest,
];
