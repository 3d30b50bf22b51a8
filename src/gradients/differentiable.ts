import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { checkInput } from '../model/checkInput';
import { graphOf } from '../model/graph';
import { type Output, outputFunction } from '../model/logitsGraph';
import type { LayersModel } from '../model/splitModel';
import { checkOutputs, type Outputs, type Target } from './target';

/**
 * What has gradients: a model with one input, or any function of a batch to outputs, [batch, classes] unless the target
 * says how they are read, that tf.js can differentiate, such as `(x) => graphModel.predict(x)`. Of a function, the outputs
 * are taken as they are.
 */
export type Differentiable = LayersModel | ((x: Tensor) => Outputs);

/** What is asked of a model: which outputs, and which number of them. */
interface Question {
  readonly output: Output;
  readonly target?: Target | undefined;
}

/** The outputs as a function of a batch of the shape of x, which is called `name`. */
export function outputsOf(
  model: Differentiable,
  { output, target }: Question,
  x: Tensor,
  name = 'x',
): (x: Tensor) => Outputs {
  check(
    output === 'logits' || output === 'probabilities',
    `output must be 'logits' or 'probabilities', but it is '${output}'`,
  );
  if (typeof model === 'function') {
    checkTensor(name, x);
    return model;
  }
  checkInput(model, x, name);
  checkOutputs(model, target);
  return outputFunction(graphOf(model), output);
}
