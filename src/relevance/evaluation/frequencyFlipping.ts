import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { check, checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { spatialSize } from '../../internal/spatialSize';
import { frequencyOf } from '../frequency/frequencyOf';
import { realPartOf, spectrumOf } from '../frequency/spectrumOf';
import { type FlippingCurve, type FlippingOptions, flippingCurve } from './flippingCurve';
import { placesOf } from './placesOf';
import { relevanceRows } from './relevanceRows';

/** Frequencies by their distance from 0, or by relevance as of {@link spectralRelevance}, the most relevant first. */
export type FrequencyOrder = 'lowestFirst' | 'highestFirst' | tf.Tensor;

/**
 * The logit as frequencies are taken out of x: from the lowest on, what is left is ever more a high-pass, from the highest
 * on a low-pass. ω and -ω go together, all channels at once. A model that depends on textures falls late in the one and
 * early in the other.
 *
 * @param model or a function of x
 * @param x a batch of images, signals or rows of numbers
 * @param options `onProgress` counts points of the curve
 * @throws AbortError when the signal ends it; where inputGradient does, for relevance of another size, and for other orders
 */
export function frequencyFlipping(
  model: Differentiable,
  x: tf.Tensor,
  order: FrequencyOrder,
  options: FlippingOptions = {},
): Promise<FlippingCurve> {
  return named('frequencyFlipping', async () => frequencyCurve(model, x, order, false, options));
}

/**
 * The other way round: the logit as frequencies of x are put into the baseline; from the lowest on, an ever wider low-pass.
 *
 * @param model or a function of x
 * @param x a batch of images, signals or rows of numbers
 * @param options `onProgress` counts points of the curve
 * @throws AbortError when the signal ends it; where inputGradient does, for relevance of another size, and for other orders
 */
export function frequencyInsertion(
  model: Differentiable,
  x: tf.Tensor,
  order: FrequencyOrder,
  options: FlippingOptions = {},
): Promise<FlippingCurve> {
  return named('frequencyInsertion', async () => frequencyCurve(model, x, order, true, options));
}

async function frequencyCurve(
  model: Differentiable,
  x: tf.Tensor,
  order: FrequencyOrder,
  comes: boolean,
  options: FlippingOptions,
): Promise<FlippingCurve> {
  checkTensor('x', x, [2, 3, 4]);
  const size = spatialSize(x);
  const pairs = pairsOf(size);
  const ranks = await ranksOf(x, order, pairs);
  const bins = size.reduce((a, b) => a * b, 1);
  const places = ranks.flatMap((ofPairs) => placesOfBins(ofPairs, pairs, bins));
  const part = (difference: tf.Tensor, mask: tf.Tensor) => {
    const { real, imag } = spectrumOf(difference);
    return realPartOf({ real: tf.mul(real, mask), imag: tf.mul(imag, mask) });
  };
  return flippingCurve(model, x, { places, count: pairs.length, comes, part }, options);
}

/** The bins of ω and -ω, which may be one. */
interface Pair {
  readonly bins: readonly [number, number];
  /** From zero frequency, in cycles per pixel. */
  readonly distance: number;
}

function pairsOf(size: readonly number[]): Pair[] {
  const pairs = binsOf(size).map((bin, at): Pair => {
    const opposite = bin.reduce((flat, k, axis) => {
      const n = itemAt(size, axis);
      return flat * n + ((n - k) % n);
    }, 0);
    const frequency = bin.map((k, axis) => frequencyOf(k, itemAt(size, axis)));
    return { bins: [at, opposite], distance: Math.hypot(...frequency) };
  });
  return pairs.filter(({ bins: [bin, opposite] }) => bin <= opposite);
}

/** The indices of all bins, the last axis running fastest. */
const binsOf = (size: readonly number[]): number[][] =>
  size.reduce<number[][]>(
    (bins, n) => bins.flatMap((bin) => Array.from({ length: n }, (_, k) => [...bin, k])),
    [[]],
  );

/** What pairs are ordered by, ascending: one list a sample. */
async function ranksOf(
  x: tf.Tensor,
  order: FrequencyOrder,
  pairs: readonly Pair[],
): Promise<number[][]> {
  if (order instanceof tf.Tensor) {
    const maps = await relevanceRows(order, x);
    const relevance = (map: number[], bin: number) => itemAt(map, bin);
    return maps.map((map) =>
      pairs.map(({ bins: [a, b] }) => -relevance(map, a) - (a === b ? 0 : relevance(map, b))),
    );
  }
  check(
    order === 'lowestFirst' || order === 'highestFirst',
    `order must be 'lowestFirst', 'highestFirst' or a tensor of relevance, but it is '${order}'`,
  );
  const sign = order === 'lowestFirst' ? 1 : -1;
  const distances = pairs.map(({ distance }) => sign * distance);
  return Array.from({ length: itemAt(x.shape, 0) }, () => distances);
}

/** Of both bins of a pair the place of the pair. */
function placesOfBins(ranks: readonly number[], pairs: readonly Pair[], bins: number): number[] {
  const places = new Array<number>(bins);
  for (const [i, place] of placesOf(ranks).entries()) {
    for (const bin of pairs[i]?.bins ?? []) places[bin] = place;
  }
  return places;
}
