import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { oneOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { checkImages } from '../batches/checkImages';
import {
  type FlippingCurve,
  type FlippingOptions,
  flippingCurve,
  flippingKinds,
} from './flippingCurve';
import { joinedPlaces, placesOf } from './placesOf';
import { relevanceRows } from './relevanceRows';

export interface PixelFlippingOptions extends FlippingOptions {
  /** Whether the most relevant pixels go first, or the least relevant. Default: 'mostRelevantFirst'. */
  readonly order?: 'mostRelevantFirst' | 'leastRelevantFirst' | undefined;
}

const kinds: KindsOf<PixelFlippingOptions> = {
  order: oneOf('mostRelevantFirst', 'leastRelevantFirst'),
  ...flippingKinds,
};

/**
 * Pixel flipping (Samek et al. 2017): the logit as more and more pixels are replaced, in the order of their relevance. A
 * map that finds what matters lets it fall early. The deletion curve of Petsiuk et al. 2018.
 *
 * @param model or a function of x
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length], whose
 *   numbers are the pixels
 * @param relevance of x's shape, or with one channel; channels are added up
 * @param options `onProgress` counts points of the curve
 * @returns the mean curve over samples, and its area
 * @throws AbortError when the signal ends it; where inputGradient does, and for maps of another size
 * @example
 * const { curve, area } = await pixelFlipping(model, x, lrp(model, x), { steps: 8 });
 * curve.length; // → 9
 */
export function pixelFlipping(
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: PixelFlippingOptions = {},
): Promise<FlippingCurve> {
  return named('pixelFlipping', async () => pixelCurve(model, x, relevance, false, options));
}

/**
 * The other way round: the logit as pixels of x are put into the baseline, in the order of their relevance. A map that
 * finds what matters lets it rise early. The insertion curve of Petsiuk et al. 2018.
 *
 * @param model or a function of x
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length], whose
 *   numbers are the pixels
 * @param relevance of x's shape, or with one channel; channels are added up
 * @param options `onProgress` counts points of the curve
 * @returns the mean curve over samples, and its area
 * @throws AbortError when the signal ends it; where inputGradient does, and for maps of another size
 * @example
 * const { curve, area } = await pixelInsertion(model, x, lrp(model, x), { steps: 8 });
 * curve.length; // → 9
 */
export function pixelInsertion(
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: PixelFlippingOptions = {},
): Promise<FlippingCurve> {
  return named('pixelInsertion', async () => pixelCurve(model, x, relevance, true, options));
}

async function pixelCurve(
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  comes: boolean,
  options: PixelFlippingOptions,
): Promise<FlippingCurve> {
  const { order = 'mostRelevantFirst', ...rest } = optionsOf(options, kinds);
  checkTensor('x', x, [2, 3, 4, 5]);
  checkImages(model);
  const maps = await relevanceRows(relevance, x);
  const sign = order === 'mostRelevantFirst' ? -1 : 1;
  const places = joinedPlaces(maps.map((map) => placesOf(map.map((value) => sign * value))));
  const count = itemAt(maps, 0).length;
  return flippingCurve(model, x, { places, count, comes, part: tf.mul }, rest);
}
