import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { dilate } from '../linear/dilate';
import { activationFunction } from './activationOf';
import type { Layer } from './layer';
import { configOf, isChannelsLast, pairOf } from './layerConfig';

/*
 * What some layers give at inference, by other operations: the fused ones of the layers compute their weights' gradients
 * too, for which wasm may have no kernel; tf.js has no gradient of a dilated convolution, whose kernel is spread here;
 * and its gradients of some poolings are wrong.
 */

/** Undefined where the layer itself is as good. */
export type GradientForm = (layer: Layer, x: Tensor) => Tensor | undefined;

/** Of dense layers on rows. */
export function multiplied(layer: Layer, x: Tensor): Tensor | undefined {
  if (x.rank !== 2) return undefined;
  return activated(layer, (kernel) => tf.matMul(x as Tensor2D, kernel as Tensor2D));
}

/** Means with zeros around x, over those of ones: the gradient of tf.avgPool counts the margins in (tf.js 4.22). */
export function averaged(layer: Layer, x: Tensor): Tensor | undefined {
  const { padding, poolSize, strides } = configOf(layer);
  if (padding !== 'same' || !isChannelsLast(layer)) return undefined;
  return tf.tidy(() => {
    const signal = x.rank === 3;
    const images = (signal ? tf.expandDims(x as Tensor3D, 1) : x) as Tensor4D;
    const [size, steps] = [pair(poolSize, !signal), pair(strides, !signal)];
    const { padInfo } = tf.backend_util.computePool2DInfo(images.shape, size, steps, 1, 'same');
    const { top, bottom, left, right } = padInfo;
    const means = (of: Tensor4D) => {
      const framed = tf.pad(of, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
      return tf.avgPool(framed, size, steps, 'valid');
    };
    const [, rows, columns] = images.shape;
    const y = tf.div<Tensor4D>(means(images), means(tf.ones([1, rows, columns, 1])));
    return signal ? tf.squeeze(y, [1]) : y;
  });
}

/** By a window of the whole image: the gradient of tf.max goes to each of several equal values in full. */
export function largest(layer: Layer, x: Tensor): Tensor | undefined {
  if (!isChannelsLast(layer)) return undefined;
  return tf.tidy(() => {
    const images = (x.rank === 3 ? tf.expandDims(x as Tensor3D, 1) : x) as Tensor4D;
    const [batch, rows, columns, channels] = images.shape;
    return tf.reshape(tf.maxPool(images, [rows, columns], 1, 'valid'), [batch, channels]);
  });
}

/** Rows and columns repeated by a product: the gradient of tf.image.resizeNearestNeighbor is wrong on cpu (tf.js 4.22). */
export function repeated(layer: Layer, x: Tensor): Tensor | undefined {
  const { size, interpolation } = configOf(layer);
  if (!isChannelsLast(layer) || interpolation === 'bilinear' || !size) return undefined;
  const [batch, rows, columns, channels] = (x as Tensor4D).shape;
  const [down, across] = pair(size, true);
  return tf.tidy(() => {
    const apart = tf.reshape(x, [batch * rows, 1, columns, 1, channels]);
    const each = tf.mul(apart, tf.ones([1, down, 1, across, 1]));
    return tf.reshape(each, [batch, rows * down, columns * across, channels]);
  });
}

/** Of Conv1D and Conv2D. */
export function convolved(layer: Layer, x: Tensor): Tensor | undefined {
  const { padding, strides, dilationRate } = configOf(layer);
  if ((padding !== 'same' && padding !== 'valid') || !isChannelsLast(layer)) return undefined;
  return activated(layer, (weights) => {
    const signal = x.rank === 3;
    const images = (signal ? tf.expandDims(x as Tensor3D, 1) : x) as Tensor4D;
    const kernel = (signal ? tf.expandDims(weights as Tensor3D, 0) : weights) as Tensor4D;
    const spread = dilate(kernel, pairOf(dilationRate, !signal));
    const y = tf.conv2d(images, spread, pair(strides, !signal), padding);
    return signal ? tf.squeeze(y, [1]) : y;
  });
}

const pair = (value: number | number[] | undefined, isImage: boolean): [number, number] => [
  ...pairOf(value, isImage),
];

/** What the layer makes of its linear part: bias, then activation. */
function activated(layer: Layer, linear: (kernel: Tensor) => Tensor): Tensor {
  const [kernel, bias] = layer.getWeights() as [Tensor, Tensor1D | undefined];
  return tf.tidy(() => {
    const y = linear(kernel);
    const shifted = bias ? tf.add(y, bias) : y;
    return activationFunction(layer)(shifted);
  });
}

/** Of ThresholdedReLU: the threshold of tf.js is a comparison, which has no gradient. */
export function thresholded(layer: Layer, x: Tensor): Tensor {
  const { theta = 1 } = configOf(layer);
  return tf.tidy(() => tf.mul(x, tf.step(tf.sub(x, theta))));
}

/** Of Masking, whose comparison has no gradient either. */
export function masked(layer: Layer, x: Tensor): Tensor {
  const { maskValue = 0 } = configOf(layer);
  return tf.tidy(() => {
    const distance = tf.sum(tf.abs(tf.sub(x, maskValue)), -1, true);
    return tf.mul(x, tf.step(distance));
  });
}
