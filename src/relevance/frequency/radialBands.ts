import * as tf from '@tensorflow/tfjs-core';
import { checkInteger, checkTensor } from '../../internal/check';
import { named } from '../../internal/named';
import { frequencyOf } from './frequencyOf';

/**
 * Relevance of frequencies, summed over rings around zero frequency: bands of equal width in cycles per pixel, from 0 to
 * the highest frequency there is. All channels together; it adds up to the whole.
 *
 * @param relevance [batch, rows, columns, channels] as of {@link spectralRelevance}, zero frequency first
 * @returns [batch, bands]
 * @throws for other ranks, and a number of bands below 1
 */
export function radialBands(relevance: tf.Tensor, bands: number): tf.Tensor2D {
  return named('radialBands', () => {
    checkTensor('relevance', relevance, [4]);
    const highest = Math.hypot(...[1, 2].map((axis) => highestOf(relevance, axis)));
    return banded(relevance, bands, (u, v) =>
      Math.min(bands - 1, Math.floor((bands * Math.hypot(u, v)) / (highest || 1))),
    );
  });
}

/**
 * Relevance of frequencies, summed over sectors of orientation: bands of equal angle, the first around waves along the
 * columns (vertical stripes), then turning. Zero frequency has no orientation and is left out; all channels together.
 *
 * @param relevance [batch, rows, columns, channels] as of {@link spectralRelevance}, zero frequency first
 * @returns [batch, bands]
 * @throws for other ranks, and a number of bands below 1
 */
export function orientationBands(relevance: tf.Tensor, bands: number): tf.Tensor2D {
  return named('orientationBands', () =>
    banded(relevance, bands, (u, v) => {
      if (u === 0 && v === 0) return undefined;
      const turn = Math.atan2(u, v) / Math.PI + 0.5 / bands;
      return Math.floor(bands * (turn - Math.floor(turn))) % bands;
    }),
  );
}

const highestOf = (x: tf.Tensor, axis: number): number =>
  Math.floor((x.shape[axis] ?? 1) / 2) / (x.shape[axis] ?? 1);

/** Sums over the frequencies (u, v), in cycles per pixel, of every band. */
function banded(
  relevance: tf.Tensor,
  bands: number,
  bandOf: (u: number, v: number) => number | undefined,
): tf.Tensor2D {
  checkTensor('relevance', relevance, [4]);
  checkInteger('bands', bands, 1);
  const [batch, rows, columns] = (relevance as tf.Tensor4D).shape;
  const members = new Float32Array(rows * columns * bands);
  for (let at = 0; at < rows * columns; at++) {
    const [u, v] = [
      frequencyOf(Math.floor(at / columns), rows),
      frequencyOf(at % columns, columns),
    ];
    const band = bandOf(u, v);
    if (band !== undefined) members[at * bands + band] = 1;
  }
  return tf.tidy(() => {
    const planes = tf.reshape<tf.Rank.R2>(tf.sum(relevance, 3), [batch, rows * columns]);
    return tf.matMul<tf.Tensor2D>(planes, tf.tensor2d(members, [rows * columns, bands]));
  });
}
