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
import { originOfMap, passThrough, type Through, throughKind } from './channels';
import { type Composite, compositeKind, defaultComposite } from './composite';
import { forwardValues, relevanceGraph, relevancePass } from './relevancePass';

export interface LrpOptions extends BatchOptions {
  /** Which layer gets which rule. Default: `epsilonPlus({ biases: false })`: biases take no share of the relevance. */
  readonly composite?: Composite | undefined;
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
  /**
   * At these layers relevance passes through some channels only, as `{ conv2: [3] }`: the map of what one channel stands
   * for (concept relevance, Achtibat et al. 2023). Those of all channels of a layer add up to the whole map.
   * Default: all channels of all layers.
   */
  readonly through?: Through | undefined;
}

export const lrpKinds: KindsOf<LrpOptions> = {
  ...batchKinds,
  composite: compositeKind,
  target: targetKind,
  through: throughKind,
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
 * @param model a model with one input
 * @param x inputs [batch, …], as the model takes them
 * @returns x's shape
 * @throws on several inputs, on several outputs without a function of them, on embeddings, names and indices of layers without weights, on inputs of another shape, and on classes that the model does not have
 * @example
 * const composite = epsilonGammaBox(0, 1); // for images in [0, 1]
 * const relevance = lrp(model, x, { composite, target: 1 });
 * relevance.shape; // → [2, 8, 8, 1]
 * const picture = heatmap(relevance); // red speaks for class 1, blue against it
 */
export function lrp<T extends tf.Tensor>(model: LayersModel, x: T, options: LrpOptions = {}): T {
  return named('lrp', () => lrpFor(model, x, synchronousOptions(options, lrpKinds)));
}

/** The same on behalf of another function. */
export function lrpFor<T extends tf.Tensor>(model: LayersModel, x: T, options: LrpOptions): T {
  const { composite = defaultComposite, target, through, ...rest } = options;
  checkInput(model, x);
  checkOutputs(model, target);
  const passOf = passesFor(model, composite, x);
  const map = overBatches(x, target, rest, (some, targets, first) => {
    const { pass, values } = passOf(some, first);
    return passThrough(pass, values, targets, through);
  });
  return withOrigin(map, originOfMap(composite, through)) as T;
}

/** Gives the pass for some samples of x, from number `first` on, and what all layers give for them. */
export function passesFor(model: LayersModel, composite: Composite, x: tf.Tensor) {
  const pass = relevancePass(relevanceGraph(model), composite);
  return (some: tf.Tensor, first: number) => {
    const own = pass.forSamples(x, first, first + itemAt(some.shape, 0));
    return { pass: own, values: forwardValues(own, toFloat(some)) };
  };
}
