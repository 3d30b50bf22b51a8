import * as tf from '@tensorflow/tfjs-core';
import type { Size } from '../model/linearMap';

/** [batch, ...] as images [batch, rows, columns, channels]: signals have one row, rows of numbers are one pixel. */
export function asImages(x: tf.Tensor): tf.Tensor4D {
  const [batch, ...size] = x.shape;
  const ones = new Array<number>(3 - size.length).fill(1);
  return tf.reshape(x, [batch, ...ones, ...size] as [number, number, number, number]);
}

export const imageSize = (x: tf.Tensor): Size => asImages(x).shape.slice(1) as unknown as Size;
