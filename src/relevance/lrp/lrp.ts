import type * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../../gradients/target';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import type { LayersModel } from '../../model/splitModel';
import type { BatchOptions } from '../batches/batchesOf';
import { overBatches } from '../batches/overBatches';
import { type Composite, epsilonPlus } from './composite';
import { passBack, relevancePass } from './relevancePass';

export interface LrpOptions extends BatchOptions {
  /** Which layer gets which rule. Default: {@link epsilonPlus}. */
  readonly composite?: Composite | undefined;
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target | undefined;
}

/**
 * Layer-wise relevance propagation (Bach et al. 2015) of the target's logit back to the input. Layers with weights share
 * it out by the rules of a composite; batch normalisation is part of the layer before it, activations pass relevance on,
 * the largest of a max pooling takes all, means and sums share in proportion, as in Zennit. Through a layer that has no
 * rule relevance follows the gradient: {@link conservationReport} names such layers.
 *
 * The logit is the model's output but for a softmax at its end: of a sigmoid, its value.
 *
 * @param x a batch of inputs
 * @returns x's shape
 * @throws on several inputs or outputs, embeddings, names and indices of layers without weights, on inputs of another shape, and on classes that the model does not have
 */
export function lrp<T extends tf.Tensor>(model: LayersModel, x: T, options: LrpOptions = {}): T {
  return named('lrp', () => lrpFor(model, x, options));
}

/** The same on behalf of another function. */
export function lrpFor<T extends tf.Tensor>(model: LayersModel, x: T, options: LrpOptions): T {
  const { composite = epsilonPlus(), target, ...rest } = optionsOf(options);
  checkInput(model, x);
  const shape = model.outputs[0]?.shape ?? [];
  check(
    shape.length === 2,
    `the output must have shape [batch, classes], but its shape is [${shape}]`,
  );
  const pass = relevancePass(model, composite);
  return overBatches(x, target, rest, (some, targets, first) => {
    const own = pass.forSamples(x, first, first + itemAt(some.shape, 0));
    return passBack(own, toFloat(some), targets);
  }) as T;
}
