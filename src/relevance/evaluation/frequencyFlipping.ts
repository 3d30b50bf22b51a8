import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { checkKind, checkTensor } from '../../internal/check';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { itemAt } from '../../internal/itemAt';
import { either, type Kind, oneOf, tensor } from '../../internal/kinds';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { spatialSize } from '../../internal/spatialSize';
import { checkImages } from '../batches/checkImages';
import { frequencyOf } from '../frequency/frequencyOf';
import { realPartOf, spectrumOf } from '../frequency/spectrumOf';
import {
  type FlippingCurve,
  type FlippingOptions,
  flippingCurve,
  flippingKinds,
} from './flippingCurve';
import { joinedPlaces, placesOf } from './placesOf';
import { relevanceRows } from './relevanceRows';

/** Frequencies by their distance from 0, or by relevance as of {@link spectralRelevance}, the most relevant first. */
export type FrequencyOrder = 'lowestFirst' | 'highestFirst' | tf.Tensor;

const orderKind: Kind = {
  holds: either(oneOf('lowestFirst', 'highestFirst'), tensor()).holds,
  described: "'lowestFirst', 'highestFirst' or a tensor of relevance",
};

/**
 * The logit as frequencies are taken out of x: from the lowest on, what is left is ever more a high-pass, from the
 * highest on a low-pass. ω and -ω go together, all channels at once. A model that depends on textures falls late in
 * the one and early in the other. {@link pixelFlipping} (Samek et al. 2017) in the Fourier domain.
 *
 * @param model or a function of x
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length]
 * @param order 'lowestFirst', 'highestFirst', or relevance of frequencies of x's shape, as of {@link spectralRelevance}
 * @param options `onProgress` counts points of the curve
 * @returns the mean curve over samples, and its area
 * @throws AbortError when the signal ends it; where inputGradient does, for relevance of another size, and for other orders
 * @example
 * const { curve } = await frequencyFlipping(model, x, 'highestFirst', { steps: 4 });
 * curve.length; // → 5
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
 * The other way round: the logit as frequencies of x are put into the baseline; from the lowest on, an ever wider
 * low-pass. {@link pixelInsertion} (Petsiuk et al. 2018) in the Fourier domain.
 *
 * @param model or a function of x
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length]
 * @param order 'lowestFirst', 'highestFirst', or relevance of frequencies of x's shape, as of {@link spectralRelevance}
 * @param options `onProgress` counts points of the curve
 * @returns the mean curve over samples, and its area
 * @throws AbortError when the signal ends it; where inputGradient does, for relevance of another size, and for other orders
 * @example
 * const { curve } = await frequencyInsertion(model, x, spectralRelevance(model, x), { steps: 4 });
 * curve.length; // → 5
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
  const taken = optionsOf(options, flippingKinds);
  checkKind('order', order, orderKind);
  checkTensor('x', x, [2, 3, 4]);
  checkNotEmpty('x', x);
  checkImages(model);
  const pairs = pairsOf(spatialSize(x));
  const ranks = await ranksOf(x, order, pairs);
  const places = joinedPlaces(ranks.map((ofPairs) => placesOfBins(placesOf(ofPairs), pairs)));
  const part = (difference: tf.Tensor, mask: tf.Tensor) => {
    const { real, imag } = spectrumOf(difference);
    return realPartOf({ real: tf.mul(real, mask), imag: tf.mul(imag, mask) });
  };
  return flippingCurve(model, x, { places, count: pairs.count, comes, part }, taken);
}

/** Every ω with its -ω, which may be the same bin; the last axis runs fastest. */
interface Pairs {
  readonly count: number;
  /** The pair of every bin. */
  readonly pairOf: Uint32Array;
  /** Of every pair from zero frequency, in cycles per pixel. */
  readonly distances: Float64Array;
}

function pairsOf(size: readonly number[]): Pairs {
  const bins = size.reduce((a, b) => a * b, 1);
  const pairOf = new Uint32Array(bins);
  const distances = new Float64Array(bins);
  let count = 0;
  for (let bin = 0; bin < bins; bin++) {
    const { opposite, distance } = seen(bin, size);
    pairOf[bin] = opposite < bin ? itemAt(pairOf, opposite) : count;
    if (opposite >= bin) distances[count++] = distance;
  }
  return { count, pairOf, distances: distances.subarray(0, count) };
}

/** The bin of -ω, and how far ω is from zero frequency. */
function seen(bin: number, size: readonly number[]): { opposite: number; distance: number } {
  let [rest, stride, opposite, square] = [bin, 1, 0, 0];
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const n = itemAt(size, axis);
    const k = rest % n;
    opposite += stride * ((n - k) % n);
    square += frequencyOf(k, n) ** 2;
    rest = (rest - k) / n;
    stride *= n;
  }
  return { opposite, distance: Math.sqrt(square) };
}

/** What pairs are ordered by, ascending: one list a sample. */
async function ranksOf(
  x: tf.Tensor,
  order: FrequencyOrder,
  { pairOf, distances }: Pairs,
): Promise<Float64Array[]> {
  if (order instanceof tf.Tensor) {
    const maps = await relevanceRows(order, x);
    return maps.map((map) => {
      const ranks = new Float64Array(distances.length);
      for (const [bin, pair] of pairOf.entries())
        ranks[pair] = itemAt(ranks, pair) - itemAt(map, bin);
      return ranks;
    });
  }
  const sign = order === 'lowestFirst' ? 1 : -1;
  const ranks = distances.map((distance) => sign * distance);
  return Array.from({ length: itemAt(x.shape, 0) }, () => ranks);
}

/** Of every bin the place of its pair. */
const placesOfBins = (places: Uint32Array, { pairOf }: Pairs): Uint32Array =>
  pairOf.map((pair) => itemAt(places, pair));
