import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { keptWith } from '../../internal/keptWith';
import type { Layer } from '../layer';
import { configOf } from '../layerConfig';
import type { GroupNormalization } from '../layers/groupNormalization';
import type { UnitNormalization } from '../layers/unitNormalization';

/** What a layer multiplies its values by, and then adds: both of a shape that broadcasts to that of x. */
export interface Affine {
  readonly factor: Tensor;
  readonly shift: Tensor;
}

/** Of layers that are a factor and a shift for each value, the statistics of x taken as fixed. */
export type AffineForm = (layer: Layer, x: Tensor) => Affine;

/** Of a batch normalisation at inference, along its axis. */
export function normalised(layer: Layer): { factor: Tensor1D; shift: Tensor1D } {
  const { gamma, beta, rest, epsilon } = parametersOf(layer);
  const [mean, variance] = rest as [Tensor1D, Tensor1D];
  const weights = [variance, mean, ...(gamma ? [gamma] : []), ...(beta ? [beta] : [])];
  const [factor, shift] = keptWith(weights, `normalised ${epsilon}, ${!gamma}`, () => {
    const made = affine(mean, tf.add(variance, epsilon), gamma as Tensor1D, beta as Tensor1D);
    return [made.factor, made.shift];
  }) as [Tensor1D, Tensor1D];
  return { factor, shift };
}

/** The same, for x. */
export const normalisedAlongAxis: AffineForm = (layer, x) => {
  const { factor, shift } = normalised(layer);
  const shape = shapeAlong(axesOf(layer, x), x);
  return { factor: tf.reshape(factor, shape), shift: tf.reshape(shift, shape) };
};

/** Of a layer normalisation: mean and variance are those of x. */
export const standardised: AffineForm = (layer, x) => {
  const { gamma, beta, epsilon } = parametersOf(layer);
  const axes = axesOf(layer, x);
  const shape = shapeAlong(axes, x);
  const { mean, variance } = tf.moments(x, axes, true);
  const along = (weight: Tensor | undefined) => weight && tf.reshape(weight, shape);
  return affine(mean, tf.add(variance, epsilon), along(gamma), along(beta));
};

export const rescaled: AffineForm = (layer) => {
  const { scale = 1, offset = 0 } = configOf(layer);
  return { factor: tf.scalar(Number(scale)), shift: tf.scalar(offset) };
};

/** Of a GroupNormalization, which knows how it cuts its channels. */
export const groupStandardised: AffineForm = (layer, x) => (layer as GroupNormalization).affine(x);

/** Of a UnitNormalization: the length of x is taken as fixed. */
export const scaledToUnit: AffineForm = (layer, x) => ({
  factor: (layer as UnitNormalization).factor(x),
  shift: tf.scalar(0),
});

/** (x - mean) / √variance · gamma + beta. */
function affine<T extends Tensor>(mean: T, variance: T, gamma?: T, beta?: T) {
  const slope = tf.rsqrt(variance);
  const factor = gamma ? tf.mul<T>(slope, gamma) : slope;
  const shift = tf.neg(tf.mul<T>(mean, factor));
  return { factor, shift: beta ? tf.add<T>(shift, beta) : shift };
}

/** The weights of a normalisation, of which its configuration says whether there are a factor and a shift. */
function parametersOf(layer: Layer) {
  const { center = true, scale = true, epsilon = 1e-3 } = configOf(layer);
  const rest = layer.getWeights();
  const gamma = scale ? rest.shift() : undefined;
  const beta = center ? rest.shift() : undefined;
  return { gamma, beta, rest, epsilon };
}

/** The axes of a normalisation, counted from the front. */
export const axesOf = (layer: Layer, x: Tensor): number[] =>
  [configOf(layer).axis ?? -1].flat().map((axis) => (axis < 0 ? axis + x.rank : axis));

/** x's sizes along some axes, 1 along the others. */
export const shapeAlong = (axes: readonly number[], x: Tensor): number[] =>
  x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
