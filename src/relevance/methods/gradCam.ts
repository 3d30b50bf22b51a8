import * as tf from '@tensorflow/tfjs-core';
import { type GradientOptions, gradient } from '../../gradients/inputGradient';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import { type LayersModel, split } from '../../model/splitModel';
import type { BatchOptions } from '../batches/batchesOf';
import { overBatches } from '../batches/overBatches';
import { throughImages } from './throughImages';

export interface GradCamOptions extends GradientOptions, BatchOptions {
  /** The layer whose activations are weighed, by name or index. Default: the last before Flatten or global pooling. */
  readonly layer?: string | number | undefined;
  /** Whether negative values become 0, as in the paper. Default: false, as in Captum. */
  readonly relu?: boolean | undefined;
  /** Whether values between those of the layer are interpolated. Default: false: squares, as Captum's. */
  readonly smooth?: boolean | undefined;
}

/**
 * Grad-CAM (Selvaraju et al. 2017, equations 1 and 2): the channels of a layer, each times its mean gradient, added up
 * and resized to x.
 *
 * @param x a batch of images or signals
 * @returns x's shape, but one channel
 * @throws where splitModel and inputGradient do, and for a layer that gives no images or signals
 */
export function gradCam(model: LayersModel, x: tf.Tensor, options: GradCamOptions = {}): tf.Tensor {
  return named('gradCam', () => {
    const { layer, relu = false, smooth = false, target, output, ...rest } = optionsOf(options);
    checkInput(model, x);
    const { g, h } = split(model, layer);
    const { shape } = itemAt(g.outputs, 0);
    check(
      shape.length === x.rank && (x.rank === 3 || x.rank === 4),
      `the layer must give ${x.rank === 4 ? 'images' : 'signals'} as x is, but its shape is [${shape}]`,
    );
    return overBatches(x, target, rest, (some, targets) => {
      const features = g.apply(toFloat(some)) as tf.Tensor;
      const slope = gradient(h, features, { target: targets, output });
      const space = x.rank === 4 ? [1, 2] : [1];
      const weights = tf.mean(slope, space, true);
      const map = tf.sum(tf.mul(features, weights), -1, true);
      const shown = relu ? tf.relu(map) : map;
      const size = x.shape.slice(1, -1);
      return throughImages(shown, (images) => resized(images, size, smooth));
    });
  });
}

function resized(images: tf.Tensor4D, size: readonly number[], smooth: boolean): tf.Tensor4D {
  const to: [number, number] = [size.at(-2) ?? 1, itemAt(size, -1)];
  return smooth
    ? tf.image.resizeBilinear(images, to, false, true)
    : tf.image.resizeNearestNeighbor(images, to);
}
