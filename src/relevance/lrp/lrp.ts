import type * as tf from '@tensorflow/tfjs-core';
import { checkOutputs, type Target, targetKind } from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import type { LayersModel } from '../../model/splitModel';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';
import { withOrigin } from '../batches/origin';
import { overBatches } from '../batches/overBatches';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type Composite, compositeKind, defaultComposite } from './composite';
import { forwardValues, passBack, relevanceGraph, relevancePass } from './relevancePass';

export interface LrpOptions extends BatchOptions {
  /** Which layer gets which rule. Default: `epsilonPlus({ biases: false })`: biases take no share of the relevance. */
  readonly composite?: Composite | undefined;
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
}

const kinds: KindsOf<LrpOptions> = {
  ...batchKinds,
  composite: compositeKind,
  target: targetKind,
};

/**
 * Layer-wise relevance propagation (Bach et al. 2015) of the target's logit back to the input. Layers with weights share
 * it out by the rules of a composite; batch normalisation is part of the layer before it, activations pass relevance on,
 * the largest of a max pooling takes all, means and sums share in proportion, as in Zennit. Of products the signal takes
 * all, and a gate, which a sigmoid or softmax makes, none: in squeeze-and-excitation blocks, and in LSTM, GRU and SimpleRNN
 * layers, through which it goes back in time (Arras et al. 2017). Layer normalisations count as linear, their statistics as
 * given. Through a layer that has no rule relevance follows the gradient: {@link conservationReport} names such layers.
 *
 * The logit is the model's output but for a softmax, logSoftmax, sigmoid or hardSigmoid at its end. The map of a single
 * unit speaks for the answer 1: red is for it, blue against it, whichever the model gives. Of a target that is a function t
 * of the outputs y, the pass starts from y ⊙ ∂t/∂y: where t is linear in them, as a sum of outputs is, that adds up to t.
 *
 * @param x a batch of inputs
 * @returns x's shape
 * @throws on several inputs, on several outputs without a function of them, on embeddings, names and indices of layers without weights, on inputs of another shape, and on classes that the model does not have
 */
export function lrp<T extends tf.Tensor>(model: LayersModel, x: T, options: LrpOptions = {}): T {
  return named('lrp', () => lrpFor(model, x, synchronousOptions(options, kinds)));
}

/** The same on behalf of another function. */
export function lrpFor<T extends tf.Tensor>(model: LayersModel, x: T, options: LrpOptions): T {
  const { composite = defaultComposite, target, ...rest } = options;
  checkInput(model, x);
  checkOutputs(model, target);
  const pass = relevancePass(relevanceGraph(model), composite);
  const map = overBatches(x, target, rest, (some, targets, first) => {
    const own = pass.forSamples(x, first, first + itemAt(some.shape, 0));
    return passBack(own, forwardValues(own, toFloat(some)), targets);
  });
  return withOrigin(map, { method: 'lrp', composite }) as T;
}
