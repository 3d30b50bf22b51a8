import type * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { RuleError } from '../../internal/check';
import { isGraphModel } from '../../model/layer';
import { lrp } from '../lrp/lrp';
import { relevanceGraph } from '../lrp/relevancePass';
import { integratedGradients } from '../methods/integratedGradients';
import { occlusion } from '../methods/occlusion';

/** A method, and its maps of a batch. */
export interface SuitedMethod {
  /** The call, as a reader of the library's documentation finds it. */
  readonly method: string;
  /** Why it is not the one that others get. */
  readonly reason: string | undefined;
  maps(x: tf.Tensor, target: number): tf.Tensor;
}

/**
 * lrp with its own rules, which find what matters on most models (docs/guides/choosing-a-method.md); where it does not apply,
 * what needs no layers, and where there are no gradients either, what needs the outputs alone.
 */
export function suitedMethod(model: Differentiable): SuitedMethod {
  if (typeof model === 'function' || isGraphModel(model)) {
    const [what, advice] =
      typeof model === 'function'
        ? ['a function', 'a tf.LayersModel can be given instead']
        : ['a tf.GraphModel', 'layersFromGraph of fourier-xai/load makes a tf.LayersModel of it'];
    return {
      method: 'integratedGradients',
      reason: `lrp needs layers, which ${what} does not show: ${advice}.`,
      maps: (x, target) => integratedGradients(model, x, { target }),
    };
  }
  const refusal = refusalOf(() => relevanceGraph(model));
  if (refusal === undefined) {
    return {
      method: 'lrp, epsilonPlus({ biases: false })',
      reason: undefined,
      maps: (x, target) => lrp(model, x, { target }),
    };
  }
  return {
    method: 'occlusion, one value at a time',
    reason: `lrp refuses the model: ${refusal}.`,
    maps: (x, target) =>
      occlusion(model, x, { target, window: x.shape.slice(1, Math.max(2, x.rank - 1)).fill(1) }),
  };
}

/** The rule that something breaks. */
function refusalOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof RuleError) return error.message;
    throw error;
  }
}
