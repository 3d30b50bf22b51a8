import * as tf from '@tensorflow/tfjs-core';
import { fromLeastToLargest } from '../../visualization/fromLeastToLargest';
import { overlayHeatmap } from '../../visualization/overlayHeatmap';

/** Maps of images have their largest values at few pixels, beside which all others would be grey. */
const OF_SMALL_VALUES = { gamma: 0.5 };

/**
 * The map of one sample as a picture, RGB in [0, 1]: of images over the grey input; of signals and rows of numbers as the
 * area under their curve, on white. Of volumes and sequences of images the first axis is added up.
 *
 * @param sample [], [points], [points, channels], [rows, columns, channels] or [..., rows, columns, channels]
 * @param relevance of the same points, or rows and columns
 */
export function pictureOf(sample: tf.Tensor, relevance: tf.Tensor): tf.Tensor3D {
  return tf.tidy(() => {
    if (sample.rank < 3) return underCurve(asSignal(sample), asSignal(relevance));
    return overlayHeatmap(flat(sample), flat(relevance), OF_SMALL_VALUES);
  });
}

/** A row of numbers is a signal of one channel, a number a row of one. */
const asSignal = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [x.shape[0] ?? 1, -1]);

const flat = (x: tf.Tensor): tf.Tensor3D => tf.sum(tf.reshape(x, [-1, ...x.shape.slice(-3)]), 0);

/** Rows of the picture of a signal: of a second of sound, it would take a gigabyte otherwise. */
const MOST_ROWS = 256;

/** A quarter as high as wide, up to a limit: where there is more than a point, the least and the largest value touch the ends. */
function underCurve(signal: tf.Tensor2D, relevance: tf.Tensor2D): tf.Tensor3D {
  const width = signal.shape[0];
  const height = Math.min(MOST_ROWS, Math.max(8, Math.ceil(width / 4)));
  const level = fromLeastToLargest(tf.sum(signal, 1), [0]);
  // the middles of the rows, from the top down
  const heights = Float32Array.from({ length: height }, (_, row) => 1 - (row + 0.5) / height);
  const isUnder = tf.expandDims(
    tf.cast(tf.lessEqual(tf.tensor2d(heights, [height, 1]), level), 'float32'),
    2,
  );
  const map = tf.expandDims<tf.Tensor3D>(relevance, 0);
  const colors = overlayHeatmap(tf.zeros([1, width, 1]), map, OF_SMALL_VALUES);
  return tf.add(tf.mul(colors, isUnder), tf.sub(1, isUnder));
}
