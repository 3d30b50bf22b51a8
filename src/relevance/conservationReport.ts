import * as tf from '@tensorflow/tfjs-core';
import { outputsOf } from '../gradients/differentiable';
import { slope } from '../gradients/inputGradient';
import { type Target, targetMask } from '../gradients/target';
import { check, checkTensor } from '../internal/check';
import { toFloat } from '../internal/toFloat';
import type { LayersModel } from '../model/splitModel';
import { layersWithoutRule } from './lrp';
import { perSample } from './perSample';

export interface ConservationOptions {
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target | undefined;
}

/** What adds up in a relevance map of one sample, and what does not. */
export interface Conservation {
  /** The class that is explained. */
  readonly target: number;
  /** Its logit y. */
  readonly output: number;
  /** The sum of the map. */
  readonly relevanceSum: number;
  /** What the biases add to y: y - Σ x ⊙ ∂y/∂x, exact for piecewise linear models. */
  readonly biasShare: number;
  /** y - relevanceSum - biasShare: what rules, stabilizers and nonlinear layers have taken or added. */
  readonly residual: number;
  /** Layers for which LRP has no rule: relevance follows the gradient there. */
  readonly layersWithoutRule: readonly string[];
}

/**
 * The receipt of relevance maps: for every sample the output that is explained, and what the map, the biases and the rest
 * make of it.
 *
 * @param x the batch of inputs that was explained
 * @param relevance the maps, of x's shape
 * @throws where inputGradient does, and for maps of another shape
 */
export async function conservationReport(
  model: LayersModel,
  x: tf.Tensor,
  relevance: tf.Tensor,
  { target }: ConservationOptions = {},
): Promise<Conservation[]> {
  const caller = 'conservationReport';
  const f = outputsOf(caller, model, 'logits', x);
  checkTensor(caller, 'relevance', relevance);
  check(
    relevance.shape[0] === x.shape[0],
    caller,
    `relevance must have a map for each of ${x.shape[0]} samples, but its shape is [${relevance.shape}]`,
  );
  const numbers = tf.tidy(() => {
    const samples = toFloat(x);
    const logits = f(samples);
    const mask = targetMask(caller, logits, target);
    const linear = perSample(tf.mul(samples, slope(caller, f, mask, samples)));
    const classes = tf.cast(tf.argMax(mask, 1), 'float32');
    return tf.stack([classes, perSample(tf.mul(logits, mask)), perSample(relevance), linear], 1);
  });
  const rows = (await numbers.array()) as [number, number, number, number][];
  numbers.dispose();
  const without = layersWithoutRule(model);
  return rows.map(([index, output, relevanceSum, linear]) => ({
    ...{ target: index, output, relevanceSum, biasShare: output - linear },
    ...{ residual: linear - relevanceSum, layersWithoutRule: without },
  }));
}
