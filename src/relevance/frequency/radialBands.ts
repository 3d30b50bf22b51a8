import * as tf from '@tensorflow/tfjs-core';
import { checkInteger, checkTensor } from '../../internal/check';
import { named } from '../../internal/named';
import { sumOf } from '../../internal/sumOf';
import { toFloat } from '../../internal/toFloat';
import { frequencyOf } from './frequencyOf';

/**
 * Relevance of frequencies, summed over rings around zero frequency: bands of equal width in cycles per pixel, from 0
 * to the highest frequency there is. All channels together; it adds up to the whole. The rings are those of a radially
 * averaged spectrum, as van der Schaaf & van Hateren (1996) use.
 *
 * @param relevance [batch, rows, columns, channels] as of {@link spectralRelevance}, zero frequency first
 * @param bands at most 1000
 * @returns [batch, bands]
 * @throws for other ranks and numbers of bands
 * @example
 * const bands = radialBands(spectralRelevance(model, x), 4);
 * bands.shape; // → [2, 4]
 */
export function radialBands(relevance: tf.Tensor, bands: number): tf.Tensor2D {
  return named('radialBands', () => {
    checkBands(relevance, bands);
    const highest = Math.hypot(...[1, 2].map((axis) => highestOf(relevance, axis)));
    return banded(relevance, bands, (u, v) =>
      Math.min(bands - 1, Math.floor((bands * Math.hypot(u, v)) / (highest || 1))),
    );
  });
}

/**
 * Relevance of frequencies, summed over sectors of orientation: bands of equal angle, the first around waves along the
 * columns (vertical stripes), then turning. Zero frequency has no orientation and is left out; all channels together.
 * The sectors are those of an orientation spectrum, as van der Schaaf & van Hateren (1996) use.
 *
 * @param relevance [batch, rows, columns, channels] as of {@link spectralRelevance}, zero frequency first
 * @param bands at most 1000
 * @returns [batch, bands]
 * @throws for other ranks and numbers of bands
 * @example
 * const bands = orientationBands(spectralRelevance(model, x), 6);
 * bands.shape; // → [2, 6]
 */
export function orientationBands(relevance: tf.Tensor, bands: number): tf.Tensor2D {
  return named('orientationBands', () => {
    checkBands(relevance, bands);
    return banded(relevance, bands, (u, v) => {
      if (u === 0 && v === 0) return undefined;
      const turn = Math.atan2(u, v) / Math.PI + 0.5 / bands;
      return Math.floor(bands * (turn - Math.floor(turn))) % bands;
    });
  });
}

const highestOf = (x: tf.Tensor, axis: number): number =>
  Math.floor((x.shape[axis] ?? 1) / 2) / (x.shape[axis] ?? 1);

function checkBands(relevance: tf.Tensor, bands: number): void {
  checkTensor('relevance', relevance, [4]);
  checkInteger('bands', bands, 1, 1000);
}

/** So many frequencies times bands are in one product, of which each needs a number. */
const AT_ONCE = 2 ** 22;

/** The band of a frequency (u, v), in cycles per pixel, if it has one. */
type BandOf = (u: number, v: number) => number | undefined;

/** Sums over the frequencies of every band. */
function banded(relevance: tf.Tensor, bands: number, bandOf: BandOf): tf.Tensor2D {
  const [batch, rows, columns] = (relevance as tf.Tensor4D).shape;
  const bins = rows * columns;
  const most = Math.ceil(AT_ONCE / bands);
  return tf.tidy(() => {
    if (relevance.size === 0) return tf.zeros([batch, bands]);
    const planes = tf.reshape<tf.Rank.R2>(tf.sum(toFloat(relevance), 3), [batch, bins]);
    const parts = Array.from({ length: Math.ceil(bins / most) }, (_, part) =>
      tf.tidy(() => {
        const first = part * most;
        const count = Math.min(most, bins - first);
        const members = membersOf([first, first + count], [rows, columns], bands, bandOf);
        return tf.matMul<tf.Tensor2D>(tf.slice(planes, [0, first], [batch, count]), members);
      }),
    );
    return sumOf<tf.Tensor2D>(parts);
  });
}

/** 1 where a frequency is in a band, for those from one number up to another: [frequencies, bands]. */
function membersOf(
  [first, end]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  bands: number,
  bandOf: BandOf,
): tf.Tensor2D {
  const members = new Float32Array((end - first) * bands);
  for (let at = first; at < end; at++) {
    const [i, j] = [Math.floor(at / columns), at % columns];
    const band = bandOf(frequencyOf(i, rows), frequencyOf(j, columns));
    if (band !== undefined) members[(at - first) * bands + band] = 1;
  }
  return tf.tensor2d(members, [end - first, bands]);
}
