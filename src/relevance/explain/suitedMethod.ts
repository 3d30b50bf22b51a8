import type * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { callsOf, singleInput } from '../../model/graph';
import { isGraphModel } from '../../model/layer';
import { kindOf } from '../../model/layerKinds';
import type { LayersModel } from '../../model/splitModel';
import { lrp } from '../lrp/lrp';
import { integratedGradients } from '../methods/integratedGradients';
import { occlusion } from '../methods/occlusion';
import { inputImages } from './inputImages';

/** A method, and its maps of a batch. */
export interface SuitedMethod {
  /** The call, as it stands in the library's documentation. */
  readonly method: string;
  /** Why it is not the one that models of its kind get. */
  readonly reason?: string;
  maps(x: tf.Tensor, target: number): tf.Tensor;
}

/**
 * What found best what matters to models of a kind (docs/guides/choosing-a-method.md): of images that convolutions read, `lrp` by
 * its own rules, of signals and rows of numbers `integratedGradients`. That is also for what shows no layers; where no gradient
 * passes, `occlusion`.
 */
export function suitedMethod(model: Differentiable): SuitedMethod {
  if (typeof model === 'function') return byPath(model, functionsLackLayers);
  if (isGraphModel(model)) return byPath(model, graphModelsLackLayers);
  const graph = singleInput(model);
  const layers = callsOf(graph).map(({ layer }) => kindOf(layer));
  const refusal = layers.find((kind) => kind.refusal !== undefined)?.refusal;
  if (refusal !== undefined) return byHiding(model, refusal);
  const isConvolved = layers.some(({ weights }) => weights === 'convolution');
  return isConvolved && inputImages(graph) ? byRules(model) : byPath(model);
}

const functionsLackLayers =
  'lrp needs the layers of a tf.LayersModel: of a function only the gradient is known.';
const graphModelsLackLayers =
  'lrp needs layers, which a tf.GraphModel does not show: layersFromGraph of fourier-xai/load makes a tf.LayersModel of it.';

const byRules = (model: LayersModel): SuitedMethod => ({
  method: 'lrp, epsilonPlus({ biases: false })',
  maps: (x, target) => lrp(model, x, { target }),
});

const byPath = (model: Differentiable, reason?: string): SuitedMethod => ({
  method: 'integratedGradients, from 0',
  ...(reason && { reason }),
  maps: (x, target) => integratedGradients(model, x, { target }),
});

/** Of tokens, what the answer loses without each; of others, without windows of occlusion's own size. */
function byHiding(model: LayersModel, refusal: string): SuitedMethod {
  const isRow = model.inputs[0]?.shape.length === 2;
  return {
    method: isRow ? 'occlusion, windows of 1' : 'occlusion',
    reason: `lrp and gradients do not apply: ${refusal}.`,
    maps: (x, target) => occlusion(model, x, { target, ...(isRow && { window: [1] }) }),
  };
}
