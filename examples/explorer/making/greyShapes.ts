import * as tf from '@tensorflow/tfjs-core';
import type { LabelledImages } from '../../../support/labelledImages';
import { drawShapes } from './shapes';

/** Drawn shapes in grey, weighed by Rec. 601, with so many black pixels around them. */
export function greyShapes(count: number, seed: number, frame: number): LabelledImages {
  const { images, labels } = drawShapes(count, seed);
  const grey = tf.tidy(() => {
    const weighed = tf.sum(tf.mul(images, [0.299, 0.587, 0.114]), -1, true);
    const bytes = tf.div(tf.round(tf.mul(weighed, 255)), 255);
    const around: [number, number] = [frame, frame];
    return tf.pad(bytes, [[0, 0], around, around, [0, 0]]) as tf.Tensor4D;
  });
  images.dispose();
  return { images: grey, labels };
}
