import * as tf from '@tensorflow/tfjs-core';
import { checkOutputs } from '../../gradients/target';
import { either, integer, text } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { sumOf } from '../../internal/sumOf';
import { checkInput } from '../../model/checkInput';
import type { LayersModel } from '../../model/splitModel';
import { overBatches } from '../batches/overBatches';
import { synchronousOptions } from '../batches/synchronousOptions';
import { passAt } from './channels';
import { defaultComposite } from './composite';
import { type LrpOptions, lrpKinds, passesFor } from './lrp';

export interface ChannelRelevanceOptions extends Omit<LrpOptions, 'through'> {
  /** The layer's name, `backbone/conv5` in a nested model, or its index among the model's layers. */
  readonly layer: string | number;
}

const { through: _, ...others } = lrpKinds;
const kinds: KindsOf<ChannelRelevanceOptions> = { ...others, layer: either(text, integer(0)) };

/**
 * How much of the target's logit each channel of a layer takes on the way back by {@link lrp}: the relevance of what the
 * layer gives, added up over rows and columns (Achtibat et al. 2023). The map of what passes one channel is that of lrp
 * with `through`.
 *
 * @param model a model with one input
 * @param x inputs [batch, …], as the model takes them
 * @returns [batch, channels]; of dense layers, units
 * @throws where lrp does, and on layers that relevance does not reach
 * @example
 * const relevance = channelRelevance(model, x, { layer: 'conv2' });
 * relevance.shape; // → [2, 4]
 * const { indices } = tf.topk(relevance, 2); // the channels that say most
 */
export function channelRelevance(
  model: LayersModel,
  x: tf.Tensor,
  options: ChannelRelevanceOptions,
): tf.Tensor2D {
  return named('channelRelevance', () => {
    const given = synchronousOptions(options, kinds, ['layer']);
    const { layer, composite = defaultComposite, target, ...rest } = given;
    checkInput(model, x);
    checkOutputs(model, target);
    const passOf = passesFor(model, composite, x);
    return overBatches(x, target, rest, (some, targets, first) => {
      const sums: tf.Tensor[] = [];
      const { pass, values } = passOf(some, first);
      passAt(pass, values, targets, [String(layer)], (relevance) => {
        sums.push(channelSums(relevance));
        return relevance;
      });
      return sumOf(sums);
    }) as tf.Tensor2D;
  });
}

const channelSums = (relevance: tf.Tensor): tf.Tensor =>
  tf.sum(
    relevance,
    relevance.shape.slice(1, -1).map((_, i) => i + 1),
  );
