import type { Tensor1D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { spread } from '../../internal/spread';
import { adjointRun } from '../../linear/adjointRun';
import { applyConvolution } from '../../linear/applyRun';
import { type Convolution, noMargins, type PerAxis, span } from '../../linear/convolution';
import { padOrCrop } from '../../linear/margins';
import { sameMargins } from '../../linear/sameMargins';
import { configOf, type LayerConfig, tripleOf } from '../layerConfig';
import { transposedLength } from '../linearForm';
import type { SingleForm } from './gradientForm';
import { taps, windowAlong } from './window';

/** Of Conv3D: a convolution of images, the frames that a kernel sees side by side as channels. */
export const convolvedVolume: SingleForm = (layer, x) => {
  const [kernel, bias] = layer.getWeights() as [Tensor5D, Tensor1D | undefined];
  const [batch, depth, rows, columns, channels] = (x as Tensor5D).shape;
  const [size, height, width, , filters] = kernel.shape;
  const config = configOf(layer);
  const [stride] = tripleOf(config.strides);
  const [dilation] = tripleOf(config.dilationRate);
  const window = windowAlong(depth, config.padding, { size, stride, dilation });
  const frames = taps(tf.reshape(x, [batch, depth, rows * columns, channels]), window);
  const seen = [batch * window.outputs, rows, columns, size * channels] as Tensor4D['shape'];
  const images = tf.reshape<tf.Rank.R4>(tf.concat(frames, 3), seen);
  const planes = [height, width, size * channels, filters] as Tensor4D['shape'];
  const flat = tf.reshape<tf.Rank.R4>(tf.transpose(kernel, [1, 2, 0, 3, 4]), planes);
  const op = imageOp(flat, config, [rows, columns]);
  // added here: of five axes, webgpu may get the gradient of a sum wrong
  const y = applyConvolution(bias ? { ...op, bias } : op, images);
  return tf.reshape(y, [batch, window.outputs, ...y.shape.slice(1)]);
};

/** Of Conv3DTranspose: every plane of the kernel adds one frame for each that there is. */
export const transposedVolume: SingleForm = (layer, x) => {
  const [kernel, bias] = layer.getWeights() as [Tensor5D, Tensor1D | undefined];
  const [batch, depth, rows, columns, channels] = (x as Tensor5D).shape;
  const config = configOf(layer);
  const strides = tripleOf(config.strides);
  const [stride] = strides;
  const filters = kernel.shape[3];
  const [frames, height, width] = strides.map((step, axis) =>
    transposedLength(itemAt(x.shape, axis + 1), config.padding, {
      ...{ size: itemAt(kernel.shape, axis), stride: step },
    }),
  ) as [number, number, number];
  const window = windowAlong(frames, config.padding, { size: kernel.shape[0], stride });
  const images = tf.reshape<tf.Rank.R4>(x, [batch * depth, rows, columns, channels]);
  const parts = tf.unstack(kernel).map((plane, i) => {
    const op = imageOp(plane as Tensor4D, config, [height, width]);
    const y = adjointRun([op], images, [height, width, filters]);
    const apart = spread(tf.reshape(y, [batch, depth, height * width, filters]), stride, 1);
    const from = i - window.before;
    return padOrCrop(apart, [
      [from, frames - from - depth * stride],
      [0, 0],
    ]);
  });
  const sum = parts.reduce((a, b) => tf.add<Tensor4D>(a, b));
  const y = bias ? tf.add(sum, bias) : sum;
  return tf.reshape(y, [batch, frames, height, width, filters]);
};

/** What a layer of volumes does to images of a size. */
function imageOp(kernel: Tensor4D, config: LayerConfig, size: PerAxis): Convolution {
  const [, ...strides] = tripleOf(config.strides);
  const [, ...dilations] = tripleOf(config.dilationRate);
  const margins =
    config.padding === 'same' ? sameMargins(size, span({ kernel, dilations }), strides) : undefined;
  return { kind: 'convolution', kernel, strides, dilations, margins: margins ?? noMargins };
}
