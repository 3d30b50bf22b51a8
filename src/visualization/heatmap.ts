import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../internal/check';
import { boolean, numberAbove } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { channelSum } from './channelSum';
import { colored } from './colored';
import { colorMap } from './colorKinds';
import { type ColorMap, divergingColors, sequentialColors } from './colorMap';
import { fromLeastToLargest } from './fromLeastToLargest';
import { scaledRelevance } from './scaledRelevance';

export interface HeatmapOptions {
  /** Exponent of the scaled magnitude, above 0: below 1 it brings out small values, above 1 large ones. Default: 1. */
  readonly gamma?: number | undefined;
  /** Whether 0 is the colour map's middle; otherwise its ends are the least and the largest value. Default: true. */
  readonly symmetric?: boolean | undefined;
  /** Default: `diverging`; where `symmetric` is false, `sequential`. */
  readonly colors?: ColorMap | undefined;
}

const kinds: KindsOf<HeatmapOptions> = {
  gamma: numberAbove(0),
  symmetric: boolean,
  colors: colorMap,
};

/**
 * A relevance map as colours. Channels are summed and each image is scaled on its own: by its
 * largest |value| to [-1, 1], then v → sign(v)·|v|^gamma, -1 and 1 being the ends of the colour map;
 * or, with `symmetric: false`, from its least and largest value to [0, 1], then v → v^gamma.
 *
 * A map that is zero throughout (with `symmetric: false`, that is constant) takes the middle colour.
 * One NaN makes its whole image NaN, since it leaves the scale unknown.
 *
 * @param relevance [h, w], [h, w, c] or [n, h, w, c]
 * @returns RGB in [0, 1]: [h, w, 3] or [n, h, w, 3]; empty without pixels
 * @throws for other ranks, a gamma that is not finite and positive, bad colours
 * @example
 * heatmap(tf.tensor2d([[1, 0]])).shape; // → [1, 2, 3]
 * const images = heatmap(lrp(model, x), { gamma: 0.7 });
 * images.shape; // → [2, 8, 8, 3]
 */
export function heatmap(
  relevance: tf.Tensor2D | tf.Tensor3D,
  options?: HeatmapOptions,
): tf.Tensor3D;
export function heatmap(relevance: tf.Tensor4D, options?: HeatmapOptions): tf.Tensor4D;
export function heatmap(relevance: tf.Tensor, options?: HeatmapOptions): tf.Tensor;
export function heatmap(relevance: tf.Tensor, options: HeatmapOptions = {}): tf.Tensor {
  return named('heatmap', () => {
    const {
      gamma = 1,
      symmetric = true,
      colors = symmetric ? divergingColors : sequentialColors,
    } = optionsOf(options, kinds);
    checkTensor('relevance', relevance, [2, 3, 4]);
    return colored(mapShape(relevance), colors, () => {
      const map = relevance.rank === 2 ? toFloat(relevance) : channelSum(relevance);
      return symmetric
        ? tf.mul(tf.add(scaledRelevance(map, gamma), 1), 0.5)
        : fromLeastToLargest(map, [map.rank - 2, map.rank - 1], gamma);
    });
  });
}

const mapShape = ({ rank, shape }: tf.Tensor): number[] =>
  rank === 2 ? shape : shape.slice(0, -1);
