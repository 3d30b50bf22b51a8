import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { PerAxis } from '../linear/convolution';
import { dilate } from '../linear/dilate';
import { applyLayer, type Layer } from './graph';

interface ConvolutionConfig {
  strides: number | number[];
  dilationRate: number | number[];
  padding: 'same' | 'valid' | 'causal';
  dataFormat: string;
}

interface PoolingConfig {
  poolSize: number | number[];
  strides: number | number[];
  padding: string;
  dataFormat?: string;
}

type Pair = [number, number];

/**
 * Applies a layer as at inference, but convolutions and dense layers by operations whose gradient in x
 * can be asked for alone, and pooling by operations whose gradient is right. The fused ones of the layers
 * compute their weights' gradients too, for which wasm may have no kernel, and tf.js has no gradient of a
 * dilated convolution: its kernel is spread.
 */
export function applyUnfused(layer: Layer, inputs: Tensor[]): Tensor | Tensor[] {
  const [x] = inputs;
  const apply = unfused.get(layer.getClassName());
  return (x && apply?.(layer, x)) ?? applyLayer(layer, inputs);
}

/** Undefined where the layer itself is as good. */
type Unfused = (layer: Layer, x: Tensor) => Tensor | undefined;

const unfused: ReadonlyMap<string, Unfused> = new Map<string, Unfused>([
  ['Conv1D', convolution],
  ['Conv2D', convolution],
  ['Dense', product],
  ['AveragePooling1D', averaged],
  ['AveragePooling2D', averaged],
  ['GlobalMaxPooling1D', largest],
  ['GlobalMaxPooling2D', largest],
  ['UpSampling2D', repeated],
]);

function product(layer: Layer, x: Tensor): Tensor | undefined {
  if (x.rank !== 2) return undefined;
  return activated(layer, (kernel) => tf.matMul(x as Tensor2D, kernel as Tensor2D));
}

/** Means with zeros around x, over those of ones: the gradient of tf.avgPool counts the margins in (tf.js 4.22). */
function averaged(layer: Layer, x: Tensor): Tensor | undefined {
  const { padding, dataFormat, poolSize, strides } = layer.getConfig() as unknown as PoolingConfig;
  if (padding !== 'same' || dataFormat === 'channelsFirst') return undefined;
  return tf.tidy(() => {
    const signal = x.rank === 3;
    const images = (signal ? tf.expandDims(x as Tensor3D, 1) : x) as Tensor4D;
    const [size, steps] = [[...perAxis(poolSize)], [...perAxis(strides)]] as [Pair, Pair];
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
function largest(layer: Layer, x: Tensor): Tensor | undefined {
  if (layer.getConfig()['dataFormat'] === 'channelsFirst') return undefined;
  return tf.tidy(() => {
    const images = (x.rank === 3 ? tf.expandDims(x as Tensor3D, 1) : x) as Tensor4D;
    const [batch, rows, columns, channels] = images.shape;
    return tf.reshape(tf.maxPool(images, [rows, columns], 1, 'valid'), [batch, channels]);
  });
}

/** Rows and columns repeated by a product: the gradient of tf.image.resizeNearestNeighbor is wrong on cpu (tf.js 4.22). */
function repeated(layer: Layer, x: Tensor): Tensor | undefined {
  const { size, interpolation, dataFormat } = layer.getConfig() as {
    size?: number[];
    interpolation?: string;
    dataFormat?: string;
  };
  if (dataFormat === 'channelsFirst' || interpolation === 'bilinear' || !size) return undefined;
  const [batch, rows, columns, channels] = (x as Tensor4D).shape;
  const [down, across] = perAxis(size);
  return tf.tidy(() => {
    const apart = tf.reshape(x, [batch * rows, 1, columns, 1, channels]);
    const each = tf.mul(apart, tf.ones([1, down, 1, across, 1]));
    return tf.reshape(each, [batch, rows * down, columns * across, channels]);
  });
}

function convolution(layer: Layer, x: Tensor): Tensor | undefined {
  const config = layer.getConfig() as unknown as ConvolutionConfig;
  const { padding, dataFormat } = config;
  if (padding === 'causal' || dataFormat === 'channelsFirst') return undefined;
  return activated(layer, (weights) => {
    const signal = x.rank === 3;
    const images = (signal ? tf.expandDims(x as Tensor3D, 1) : x) as Tensor4D;
    const kernel = (signal ? tf.expandDims(weights as Tensor3D, 0) : weights) as Tensor4D;
    const spread = dilate(kernel, perAxis(config.dilationRate));
    const y = tf.conv2d(images, spread, [...perAxis(config.strides)], padding);
    return signal ? tf.squeeze(y, [1]) : y;
  });
}

/** Rows and columns; a signal has one row. */
function perAxis(value: number | number[]): PerAxis {
  const list = [value].flat();
  return [list.at(-2) ?? 1, list.at(-1) ?? 1];
}

/** What the layer makes of its linear part: bias, then activation. */
function activated(layer: Layer, linear: (kernel: Tensor) => Tensor): Tensor {
  const [kernel, bias] = layer.getWeights() as [Tensor, Tensor1D | undefined];
  const { activation } = layer as Layer & { activation?: { apply(x: Tensor): Tensor } };
  return tf.tidy(() => {
    const y = linear(kernel);
    const shifted = bias ? tf.add(y, bias) : y;
    return activation ? activation.apply(shifted) : shifted;
  });
}
