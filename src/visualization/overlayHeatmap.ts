import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../internal/check';
import { checkMaps } from '../internal/checkMaps';
import { numberAbove, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { channelSum } from './channelSum';
import { colored } from './colored';
import { colorMap } from './colorKinds';
import { type ColorMap, divergingColors } from './colorMap';
import { fromLeastToLargest } from './fromLeastToLargest';
import { scaledRelevance } from './scaledRelevance';

export interface OverlayOptions {
  /** Of the colour where |relevance| is largest, from 0 (the input alone) to 1. Default: 0.9. */
  readonly opacity?: number | undefined;
  /** Exponent of the scaled magnitude, above 0: below 1 it brings out small values, above 1 large ones. Default: 1. */
  readonly gamma?: number | undefined;
  /** Zero relevance has its middle colour, ± the largest |value| its ends. Default: `diverging`. */
  readonly colors?: ColorMap | undefined;
}

const kinds: KindsOf<OverlayOptions> = {
  opacity: numberFrom(0, 1),
  gamma: numberAbove(0),
  colors: colorMap,
};

/**
 * A relevance map in its colours over the grey input: at v, the map scaled as by `heatmap`, the colour covers the input
 * to opacity·|v|, so that what is irrelevant shows the input alone. Channels of either are added up; each input is
 * scaled from its least to its largest value, a constant one is middle grey.
 *
 * A map that is zero throughout leaves the input as it is. One NaN makes its whole image NaN, since it leaves the scale
 * unknown.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @param relevance of the same rows and columns, [h, w, c'] or [n, h, w, c']: as many channels or others (gradCam's
 *   has one)
 * @returns RGB in [0, 1]: [h, w, 3] or [n, h, w, 3]; empty without pixels
 * @throws for other ranks, maps of another size, an opacity outside [0, 1], a gamma that is not finite and positive, bad
 *   colours
 * @example
 * overlayHeatmap(x, lrp(model, x), { opacity: 0.8 }).shape; // → [2, 8, 8, 3]
 */
export function overlayHeatmap(
  x: tf.Tensor3D,
  relevance: tf.Tensor3D,
  options?: OverlayOptions,
): tf.Tensor3D;
export function overlayHeatmap(
  x: tf.Tensor4D,
  relevance: tf.Tensor4D,
  options?: OverlayOptions,
): tf.Tensor4D;
export function overlayHeatmap(
  x: tf.Tensor,
  relevance: tf.Tensor,
  options?: OverlayOptions,
): tf.Tensor;
export function overlayHeatmap(
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: OverlayOptions = {},
): tf.Tensor {
  return named('overlayHeatmap', () => {
    const { opacity = 0.9, gamma = 1, colors = divergingColors } = optionsOf(options, kinds);
    checkTensor('x', x, [3, 4]);
    checkMaps(relevance, x);
    const size = x.shape.slice(0, -1);
    if (tf.util.sizeFromShape(size) === 0) return tf.zeros([...size, 3]);
    return tf.tidy(() => {
      const scaled = tf.tidy(() => scaledRelevance(channelSum(relevance), gamma));
      const color = colored(size, colors, () => tf.mul(tf.add(scaled, 1), 0.5));
      const cover = tf.expandDims(tf.mul(tf.abs(scaled), opacity), -1);
      return tf.add(tf.mul(greyOf(x), tf.sub(1, cover)), tf.mul(color, cover));
    });
  });
}

/** [..., 1], each image from its least to its largest value. */
const greyOf = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.expandDims(fromLeastToLargest(channelSum(x), [x.rank - 3, x.rank - 2]), -1));

/** @deprecated Use {@link overlayHeatmap}. */
export const overlay = overlayHeatmap;
