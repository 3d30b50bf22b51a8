import * as tf from '@tensorflow/tfjs-core';
import { centralCrop, randomRotation } from 'fourier-xai';
import { scalingOf } from '../shared/scalings';
import type { Base } from './base';
import { readImage } from './prepareImage';

/** Prepared images and their classes. */
export interface ImageSet {
  readonly files: readonly string[];
  readonly labels: Int32Array;
}

/** What a base gives for a set: [images, ...shape]. */
export interface Features {
  readonly values: Float32Array;
  /** Of one image: [rows, columns, channels]. */
  readonly shape: readonly number[];
  readonly labels: Int32Array;
}

/** Rows and columns of a rotated image that stay. */
const KEPT = 0.9;

/** [n, size, size, 3] in [0, 1] */
export async function imagesOf(files: readonly string[]): Promise<tf.Tensor4D> {
  const each = await Promise.all(files.map(readImage));
  const images = tf.stack(each) as tf.Tensor4D;
  tf.dispose(each);
  return images;
}

/** Each with a probability of 0.8 turned by an angle of its own; of all of them the middle, in their first size. */
export function rotated(images: tf.Tensor4D, seed: number): tf.Tensor4D {
  const [, rows, columns] = images.shape;
  return tf.tidy(() =>
    tf.image.resizeBilinear(centralCrop(randomRotation(images, { seed }), KEPT), [rows, columns]),
  );
}

/** What the base gives for images in [0, 1]. */
export const featuresOf = ({ model, scaling }: Base, images: tf.Tensor4D): tf.Tensor4D =>
  tf.tidy(() => model.predict(scalingOf(scaling).scaled(images)) as tf.Tensor4D);
