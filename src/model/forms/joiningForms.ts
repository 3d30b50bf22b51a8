import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { applyLayer, type Layer } from '../layer';
import { configOf } from '../layerConfig';
import type { GradientForm, PullBack } from './gradientForm';

/** Of Concatenate: tf.js takes every negative axis for the last. */
export const joined: GradientForm = (layer, inputs) =>
  tf.concat([...inputs], axisOf(layer, itemAt(inputs, 0)));

/** Of Concatenate: to each input its part. */
export const split = (layer: Layer, inputs: readonly Tensor[], cotangent: Tensor): Tensor[] => {
  const axis = axisOf(layer, cotangent);
  return tf.split(
    cotangent,
    inputs.map(({ shape }) => itemAt(shape, axis)),
    axis,
  );
};

function axisOf(layer: Layer, { rank }: Tensor): number {
  const axis = itemAt([configOf(layer).axis ?? -1].flat(), 0);
  return axis < 0 ? axis + rank : axis;
}

/** Of Add: to each input all, summed where it was broadcast. */
export const summed: PullBack = (_layer, inputs, cotangent) =>
  ofOneRank(inputs).map((x, i) =>
    tf.reshape(summedTo(x.shape, cotangent), itemAt(inputs, i).shape),
  );

/** Over the axes along which what is of this shape was broadcast. */
export function summedTo(shape: readonly number[], x: Tensor): Tensor {
  const axes = x.shape.flatMap((n, axis) => (n === shape[axis] ? [] : [axis]));
  return axes.length > 0 ? tf.sum(x, axes, true) : x;
}

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
