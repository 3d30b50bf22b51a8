import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { crop } from '../../linear/crop';
import type { Layer } from '../layer';
import { configOf, pairOf } from '../layerConfig';
import type { SingleForm } from './gradientForm';
import { resampled } from './resampled';

/** Of UpSampling2D: the gradients of tf.image.resize… exchange rows and columns on cpu. */
export const upSampled: SingleForm = (layer, x) => {
  const { size, interpolation } = configOf(layer);
  const images = x as Tensor4D;
  const [down, across] = pairOf(size, true);
  if (interpolation !== 'bilinear') return repeated(images, down, across);
  const [, rows, columns] = images.shape;
  return resampled(images, [rows * down, columns * across], {});
};

/** Rows and columns repeated by a product. */
function repeated(x: Tensor4D, down: number, across: number): Tensor {
  const [batch, rows, columns, channels] = x.shape;
  const apart = tf.reshape(x, [batch * rows, 1, columns, 1, channels]);
  const each = tf.mul(apart, tf.ones([1, down, 1, across, 1]));
  return tf.reshape(each, [batch, rows * down, columns * across, channels]);
}

/** Of Resizing. */
export const resized: SingleForm = (layer, x) => {
  const { height = 1, width = 1, interpolation, cropToAspectRatio } = configOf(layer);
  return resampled(x as Tensor4D, [height, width], {
    isNearest: interpolation === 'nearest',
    alignCorners: !cropToAspectRatio,
  });
};

/** Of HalfPixelResizing. */
export const halfPixelResized: SingleForm = (layer, x) =>
  (layer as Layer & { resized(x: Tensor4D): Tensor }).resized(x as Tensor4D);

/** Of CenterCrop, which enlarges where there is too little to crop, and starts behind the first column where one goes. */
export const centred: SingleForm = (layer, x) => {
  const { height = 1, width = 1 } = configOf(layer);
  const images = x as Tensor4D;
  const [, rows, columns] = images.shape;
  const [above, left] = [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)];
  if (above < 0 || left < 0) return resampled(images, [height, width], {});
  const before = left === 0 && columns > width ? 1 : left;
  return crop(images, [above, rows - height - above], [before, columns - width - before]);
};
