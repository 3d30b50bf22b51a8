import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { type FlippingCurve, type FlippingOptions, flippingCurve } from './flippingCurve';
import { placesOf } from './placesOf';
import { relevanceRows } from './relevanceRows';

export interface PixelFlippingOptions extends FlippingOptions {
  /** Whether the most relevant pixels go first, or the least relevant. Default: 'mostRelevantFirst'. */
  readonly order?: 'mostRelevantFirst' | 'leastRelevantFirst' | undefined;
}

/**
 * Pixel flipping (Samek et al. 2017): the logit as more and more pixels are replaced, in the order of their relevance. A
 * map that finds what matters lets it fall early. The deletion curve of Petsiuk et al. 2018.
 *
 * @param model or a function of x
 * @param x a batch of images, signals or rows of numbers, each of which is a pixel
 * @param relevance of x's shape, or with one channel; channels are added up
 * @param options `onProgress` counts points of the curve
 * @throws AbortError when the signal ends it; where inputGradient does, and for maps of another size
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
 * @param x a batch of images, signals or rows of numbers, each of which is a pixel
 * @param relevance of x's shape, or with one channel; channels are added up
 * @param options `onProgress` counts points of the curve
 * @throws AbortError when the signal ends it; where inputGradient does, and for maps of another size
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
  const { order = 'mostRelevantFirst', ...rest } = optionsOf(options);
  check(
    order === 'mostRelevantFirst' || order === 'leastRelevantFirst',
    `order must be 'mostRelevantFirst' or 'leastRelevantFirst', but it is '${order}'`,
  );
  const maps = await relevanceRows(relevance, x);
  const sign = order === 'mostRelevantFirst' ? -1 : 1;
  const places = maps.flatMap((map) => placesOf(map.map((value) => sign * value)));
  const count = maps[0]?.length ?? 0;
  return flippingCurve(model, x, { places, count, comes, part: tf.mul }, rest);
}
