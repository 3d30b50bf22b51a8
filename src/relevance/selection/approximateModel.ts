import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { followedBy, graphOf } from '../../model/graph';
import { type LayersModel, multiplied, rebuildModel } from '../../model/rebuildModel';
import { split } from '../../model/splitModel';
import { checkImages } from '../batches/checkImages';
import { channelsOf, checkKernels } from './featuresOf';
import { type SplitOptions, splitKinds } from './splitOptions';

/**
 * The model with all channels of g at zero but these, where y = h(g(x)): the approximate model of the source document.
 * The channels are multiplied by 0 or 1 behind g, in a batch normalisation with constant statistics, so that tf.js can
 * save it, and fuseModel and collapseModel can take it in. It is made for inference: training would move the statistics.
 *
 * It shares its weights with the model, and either may be disposed before the other.
 *
 * @param model a model that `splitModel` can cut
 * @param kernels the channels that stay; one that is named twice counts once
 * @returns a model of its own; dispose of it after use
 * @throws on kernels that g does not have, and where splitModel does
 * @example
 * const small = approximateModel(model, [0, 3]);
 * (small.predict(x) as tf.Tensor).shape; // → [2, 3]
 */
export function approximateModel(
  model: LayersModel,
  kernels: ArrayLike<number>,
  options: SplitOptions = {},
): LayersModel {
  return named('approximateModel', () => {
    const { layer } = optionsOf(options, splitKinds);
    checkImages(model);
    const { g, h } = split(model, layer);
    const channels = channelsOf(g);
    checkKernels(kernels, channels);
    const kept = new Set(Array.from(kernels));
    const mask = Array.from({ length: channels }, (_, channel) => (kept.has(channel) ? 1 : 0));
    const graph = graphOf(g);
    const [features] = graph.outputs;
    return rebuildModel(model, followedBy(graph, h), (value) => {
      if (value !== features) return undefined;
      return { from: value, apply: (from, unique) => multiplied(from, mask, unique('kernels')) };
    });
  });
}
