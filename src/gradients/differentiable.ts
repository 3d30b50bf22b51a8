import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { checkInput } from '../model/checkInput';
import { singleGraph } from '../model/graph';
import { type Output, outputFunction } from '../model/logitsGraph';
import type { LayersModel } from '../model/splitModel';

/**
 * What has gradients: a model with one input and one output, or any function of a batch to outputs [batch, classes] that
 * tf.js can differentiate, such as `(x) => graphModel.predict(x)`. Of a function, the outputs are taken as they are.
 */
export type Differentiable = LayersModel | ((x: Tensor) => Tensor);

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
  if (typeof model === 'function') {
    checkTensor(name, x);
    return (input) => {
      const y = model(input);
      checkTensor('what the model gives', y);
      return y;
    };
  }
  checkInput(model, x, name);
  return outputFunction(singleGraph(model), output);
}
