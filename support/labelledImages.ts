import * as tf from '@tensorflow/tfjs-core';

export interface LabelledImages {
  /** [count, rows, columns, 1] */
  readonly images: tf.Tensor4D;
  /** The class of each image, counted from 0. */
  readonly labels: Int32Array;
}

/** The first images, at most `most`: new tensors. */
export function firstImages({ images, labels }: LabelledImages, most: number): LabelledImages {
  const count = Math.min(most, labels.length);
  return {
    images: tf.slice(images, 0, [count, -1, -1, -1] as [number, number, number, number]),
    labels: labels.slice(0, count),
  };
}
