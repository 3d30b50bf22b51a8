import { type InferenceModel, Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { checkInput } from '../model/checkInput';
import { singleGraph } from '../model/graph';
import { isGraphModel } from '../model/layer';
import { type Output, outputFunction } from '../model/logitsGraph';
import type { LayersModel } from '../model/splitModel';

/**
 * What has gradients: a tf.LayersModel with one input and one output; a tf.GraphModel or any function of a batch to
 * outputs [batch, classes] that tf.js can differentiate. Of these two, the outputs are taken as they are.
 */
export type Differentiable = LayersModel | InferenceModel | ((x: Tensor) => Tensor);

/** The outputs as a function of a batch of the shape of x, which is called `name`. */
export function outputsOf(
  model: Differentiable,
  output: Output,
  x: Tensor,
  name = 'x',
): (x: Tensor) => Tensor {
  check(
    output === 'logits' || output === 'probabilities',
    `output must be 'logits' or 'probabilities', but it is '${output}'`,
  );
  if (typeof model === 'function' || isGraphModel(model)) {
    checkTensor(name, x);
    return typeof model === 'function' ? model : (input) => predictionOf(model, input);
  }
  checkInput(model, x, name);
  return outputFunction(singleGraph(model), output);
}

/** The only output of a graph model. */
function predictionOf(model: InferenceModel, x: Tensor): Tensor {
  const y = model.predict(x, {});
  check(
    y instanceof Tensor,
    'the tf.GraphModel must have one output: a function of x can choose one of several',
  );
  return y;
}
