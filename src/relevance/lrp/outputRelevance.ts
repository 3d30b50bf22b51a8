import * as tf from '@tensorflow/tfjs-core';
import { outputGradients } from '../../gradients/inputGradient';
import { explainedBy, type Target } from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';

/**
 * The relevance with which a pass begins: every output y gets y ⊙ ∂t/∂y, where t is what is explained; undefined where t
 * does not depend on it. A class gets its logit, all others 0; where t is linear in the outputs, they add up to it.
 */
export function outputRelevance(
  outputs: readonly tf.Tensor[],
  target: Target | undefined,
): (tf.Tensor | undefined)[] {
  const y = outputs.length === 1 ? itemAt(outputs, 0) : [...outputs];
  const slopes = outputGradients(explainedBy(target, y), y);
  return outputs.map((output, i) => slopes[i] && tf.mul(output, slopes[i]));
}
