import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import type { Layer } from '../layer';
import { configOf } from '../layerConfig';
import { axesOf, normalisedAlongAxis, shapeAlong } from './affineForm';
import type { SingleForm } from './gradientForm';

/**
 * Of BatchNormalization, along any axis of any rank: a factor and a shift. tf.batchNorm has no gradient without a
 * factor or a shift (scale: false, center: false), and gives wrong values along other axes than the last on cpu and wasm.
 */
export const batchNormalized: SingleForm = (layer, x) => {
  const { factor, shift } = normalisedAlongAxis(layer, x);
  return tf.add(tf.mul(x, factor), shift);
};

/** Of LayerNormalization, whose gradient lacks the same. */
export const layerNormalized: SingleForm = (layer, x) => {
  const { epsilon = 1e-3, scale = true, center = true } = configOf(layer);
  const axes = axesOf(layer, x);
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  const y = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
  const weights = weightsOf(layer, shapeAlong(axes, x));
  const scaled = scale ? tf.mul(y, itemAt(weights, 0)) : y;
  return center ? tf.add(scaled, itemAt(weights, -1)) : scaled;
};

const weightsOf = (layer: Layer, shape: number[]): Tensor[] =>
  layer.getWeights().map((weight) => tf.reshape(weight, shape));
