import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../gradients/differentiable';
import type { Target } from '../gradients/target';
import { targetMask } from '../gradients/target';
import { check, checkInteger, checkTensor } from '../internal/check';
import { toFloat } from '../internal/toFloat';
import { type Baseline, baselineFor } from './baseline';

export interface PixelFlippingOptions {
  /** Points of the curve but the first. Default: 20. */
  readonly steps?: number | undefined;
  /** What pixels are flipped to. Default: 0. */
  readonly baseline?: Baseline | undefined;
  /** Whether the most relevant pixels go first, or the least relevant. Default: 'mostRelevantFirst'. */
  readonly order?: 'mostRelevantFirst' | 'leastRelevantFirst' | undefined;
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target | undefined;
  /** Called with the share of the steps that are done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends the work with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How y falls, or rises, along the way. */
export interface FlippingCurve {
  /** The mean of y over the samples, after 0, 1/steps, ... of the pixels. */
  readonly curve: readonly number[];
  /** Under the curve, by trapezoids, of a way of length 1. */
  readonly area: number;
}

/**
 * Pixel flipping (Samek et al. 2017): the logit as more and more pixels are replaced, in the order of their relevance. A
 * map that finds what matters lets it fall early. The deletion curve of Petsiuk et al. 2018.
 *
 * @param model or a function of x
 * @param x a batch of images or signals
 * @param relevance of x's shape, or with one channel; channels are added up
 * @throws where inputGradient does, and for maps of another size
 */
export async function pixelFlipping(
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: PixelFlippingOptions = {},
): Promise<FlippingCurve> {
  return flippingCurve('pixelFlipping', model, x, relevance, options, (kept, base, some) =>
    tf.add(tf.mul(some, kept), tf.mul(base, tf.sub(1, kept))),
  );
}

/**
 * The other way round: the logit as pixels of x are put into the baseline, in the order of their relevance. A map that
 * finds what matters lets it rise early. The insertion curve of Petsiuk et al. 2018.
 *
 * @param model or a function of x
 * @param x a batch of images or signals
 * @param relevance of x's shape, or with one channel; channels are added up
 * @throws where inputGradient does, and for maps of another size
 */
export async function pixelInsertion(
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: PixelFlippingOptions = {},
): Promise<FlippingCurve> {
  return flippingCurve('pixelInsertion', model, x, relevance, options, (kept, base, some) =>
    tf.add(tf.mul(base, kept), tf.mul(some, tf.sub(1, kept))),
  );
}

async function flippingCurve(
  caller: string,
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  { steps = 20, baseline = 0, order = 'mostRelevantFirst', target, ...loop }: PixelFlippingOptions,
  mix: (kept: tf.Tensor, baseline: tf.Tensor, x: tf.Tensor) => tf.Tensor,
): Promise<FlippingCurve> {
  const f = outputsOf(caller, model, 'logits', x);
  checkInteger(caller, 'steps', steps, 1);
  check(
    order === 'mostRelevantFirst' || order === 'leastRelevantFirst',
    caller,
    `order must be 'mostRelevantFirst' or 'leastRelevantFirst', but it is '${order}'`,
  );
  const size = x.shape.slice(1, -1);
  checkTensor(caller, 'relevance', relevance, [x.rank]);
  check(
    tf.util.arraysEqual(relevance.shape.slice(0, -1), x.shape.slice(0, -1)),
    caller,
    `relevance must be of x's size [${x.shape}], but its shape is [${relevance.shape}]`,
  );
  const ranks = await ranksOf(relevance, order);
  const pixels = size.reduce((a, b) => a * b, 1);
  const [some, base, mask] = tf.tidy(() => [
    tf.clone(toFloat(x)),
    baselineFor(caller, baseline, x, 0),
    targetMask(caller, f(toFloat(x)), target),
  ]) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const curve: number[] = [];
  try {
    for (let step = 0; step <= steps; step++) {
      loop.signal?.throwIfAborted();
      const count = Math.round((step / steps) * pixels);
      const mean = tf.tidy(() => {
        const kept = tf.tensor(
          ranks.map((rank) => (rank >= count ? 1 : 0)),
          [x.shape[0] as number, ...size, 1],
        );
        return tf.mean(tf.sum(tf.mul(f(mix(kept, base, some)), mask), 1));
      });
      curve.push(((await mean.data()) as Float32Array)[0] as number);
      mean.dispose();
      loop.onProgress?.(step / steps);
    }
  } finally {
    tf.dispose([some, base, mask]);
  }
  return { curve, area: trapezoids(curve) };
}

/** The place of every pixel in its sample's order; of equal ones, the first comes first. */
async function ranksOf(relevance: tf.Tensor, order: string): Promise<number[]> {
  const flat = tf.tidy(() => tf.reshape(tf.sum(relevance, -1), [relevance.shape[0] as number, -1]));
  const maps = (await flat.array()) as number[][];
  flat.dispose();
  const sign = order === 'mostRelevantFirst' ? -1 : 1;
  return maps.flatMap((map) => {
    const places = map
      .map((_, i) => i)
      .sort((a, b) => sign * ((map[a] as number) - (map[b] as number)) || a - b);
    const ranks = new Array<number>(map.length);
    for (const [rank, place] of places.entries()) ranks[place] = rank;
    return ranks;
  });
}

function trapezoids(curve: readonly number[]): number {
  const sum = curve.reduce((a, b) => a + b, 0);
  const ends = ((curve[0] as number) + (curve.at(-1) as number)) / 2;
  return (sum - ends) / (curve.length - 1);
}
