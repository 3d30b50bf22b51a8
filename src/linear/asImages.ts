import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../internal/itemAt';
import { type Size, sizeOf } from './linearOp';

export const imageSize = (x: tf.Tensor): Size => sizeOf(x.shape) as Size;

/** [batch, ...] as images [batch, rows, columns, channels]: signals have one row, rows of numbers are one pixel. */
export const asImages = (x: tf.Tensor): tf.Tensor4D =>
  tf.reshape(x, [itemAt(x.shape, 0), ...imageSize(x)]);
