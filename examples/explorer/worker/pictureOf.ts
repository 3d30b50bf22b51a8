import * as tf from '@tensorflow/tfjs-core';
import type { Field, Picture } from './protocol';

/** RGB in [0, 1], [h, w, 3] or [1, h, w, 3], as a canvas takes it. Disposes of the tensor. */
export async function pictureOf(image: tf.Tensor): Promise<Picture> {
  const [height, width] = image.shape.slice(-3) as [number, number, number];
  const values = await readOnce(image);
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let from = 0, to = 0; from < values.length; from += 3, to += 4) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[to + channel] = 255 * (values[from + channel] as number);
    }
  }
  return { width, height, rgba };
}

/** The numbers of a tensor; disposes of it. */
export async function fieldOf(tensor: tf.Tensor): Promise<Field> {
  return { shape: tensor.shape, values: Float32Array.from(await readOnce(tensor)) };
}

async function readOnce(tensor: tf.Tensor): Promise<ArrayLike<number>> {
  try {
    return await tensor.data();
  } finally {
    tensor.dispose();
  }
}

/** Channels of one sample added up, [1, h, w, c] to [h, w], or [1, points, c] to [points]. */
export const channelSum = (map: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.squeeze(tf.sum(map, -1), [0]));
