import * as tf from '@tensorflow/tfjs-core';
import { grayColors, heatmap } from 'fourier-xai';

/** Inputs as RGB in [0, 1], each scaled from its least to its largest value; grey ones in grey. */
export function shownImages(x: tf.Tensor4D): tf.Tensor4D {
  if (x.shape[3] === 1) return heatmap(x, { symmetric: false, colors: grayColors });
  return tf.tidy(() => {
    const least = tf.min(x, [1, 2, 3], true);
    const range = tf.sub(tf.max(x, [1, 2, 3], true), least);
    return tf.divNoNan(tf.sub(x, least), range);
  });
}
