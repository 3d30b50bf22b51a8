import * as tf from '@tensorflow/tfjs-core';
import { type GradientOptions, gradientKinds, slopeOfTarget } from '../../gradients/inputGradient';
import { checkOutputs } from '../../gradients/target';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { boolean, either, integer, text } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { spatialSize } from '../../internal/spatialSize';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import { evaluate } from '../../model/evaluate';
import { dependOn, singleInput } from '../../model/graph';
import { logitsGraph } from '../../model/logitsGraph';
import { modelFunction } from '../../model/modelFunction';
import { cutOf, type LayerName, type LayersModel } from '../../model/splitModel';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';
import { checkImages } from '../batches/checkImages';
import { withOrigin } from '../batches/origin';
import { overBatches } from '../batches/overBatches';
import { synchronousOptions } from '../batches/synchronousOptions';
import { fromView, inputView } from './inputView';
import { throughImages } from './throughImages';

export interface GradCamOptions extends GradientOptions, BatchOptions {
  /** The layer whose activations are weighed, named as in `splitModel`. Default: the last before Flatten or global pooling. */
  readonly layer?: LayerName | undefined;
  /** Whether negative values become 0, as in the paper. Default: false, as in Captum. */
  readonly relu?: boolean | undefined;
  /** Whether values between those of the layer are interpolated. Default: false: squares, as Captum's. */
  readonly smooth?: boolean | undefined;
}

const kinds: KindsOf<GradCamOptions> = {
  ...gradientKinds,
  ...batchKinds,
  layer: either(text, integer()),
  relu: boolean,
  smooth: boolean,
};

/**
 * Grad-CAM (Selvaraju et al. 2017, equations 1 and 2): the channels of a layer, each times its mean gradient, added up
 * and resized to x. What a branch brings round the layer is held fixed.
 *
 * @param model a model with one input
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length]
 * @returns x's shape, but one channel. Where the model begins by reshaping x into images or signals of another size, as
 *   rows of numbers are, the map is resized to these and takes x's shape, all channels of a place having its value
 * @throws where splitModel cannot name a layer and where inputGradient does, and for a layer that gives no images or signals
 * @example
 * gradCam(model, x, { layer: 'conv2' }).shape; // → [2, 8, 8, 1]
 */
export function gradCam(model: LayersModel, x: tf.Tensor, options: GradCamOptions = {}): tf.Tensor {
  return named('gradCam', () => {
    const { target, output = 'logits', ...own } = synchronousOptions(options, kinds);
    const { layer, relu = false, smooth = false, ...rest } = own;
    checkInput(model, x);
    checkImages(model);
    checkOutputs(model, target);
    const graph = singleInput(model);
    const cut = cutOf(model, graph, layer);
    const { outputs } = output === 'logits' ? logitsGraph(graph) : graph;
    check(
      dependOn(cut, outputs),
      'the layer must lead to the outputs, of which a final softmax or sigmoid is no part: name one before it',
    );
    const view = inputView(graph, cut);
    const map = overBatches(x, target, rest, (some, targets) => {
      const samples = toFloat(some);
      const known = new Map([[graph.input, samples]]);
      const [features, seen] = evaluate([cut, view], known) as [tf.Tensor, tf.Tensor];
      const head = modelFunction(cut, outputs, known);
      const space = features.rank === 4 ? [1, 2] : [1];
      const weights = tf.mean(slopeOfTarget(head, targets, features), space, true);
      const map = tf.sum(tf.mul(features, weights), -1, true);
      const shown = relu ? tf.relu(map) : map;
      const size = spatialSize(seen);
      const sized = throughImages(shown, (images) => resized(images, size, smooth));
      return fromView(sized, seen, some);
    });
    return withOrigin(map, { method: 'gradCam', isRanking: true });
  });
}

function resized(images: tf.Tensor4D, size: readonly number[], smooth: boolean): tf.Tensor4D {
  const to: [number, number] = [size.at(-2) ?? 1, itemAt(size, -1)];
  return smooth
    ? tf.image.resizeBilinear(images, to, false, true)
    : tf.image.resizeNearestNeighbor(images, to);
}
