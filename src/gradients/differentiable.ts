import { type InferenceModel, Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { shown } from '../internal/shown';
import { checkInput } from '../model/checkInput';
import { graphOf } from '../model/graph';
import { isGraphModel } from '../model/layer';
import { type Output, outputFunction } from '../model/logitsGraph';
import type { LayersModel } from '../model/splitModel';
import { checkOutputs, type Outputs, type Target } from './target';

/**
 * What has gradients: a tf.LayersModel with one input; a tf.GraphModel with one output, or any function of a batch to
 * outputs, [batch, classes] unless the target says how they are read, that tf.js can differentiate. Of these two, the
 * outputs are taken as they are.
 */
export type Differentiable = LayersModel | InferenceModel | ((x: Tensor) => Outputs);

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
  checkOutput(output);
  if (typeof model === 'function' || isGraphModel(model)) {
    checkTensor(name, x);
    return (input) =>
      checkedOutputs(typeof model === 'function' ? model(input) : predictionOf(model, input));
  }
  checkInput(model, x, name);
  checkOutputs(model, target);
  return outputFunction(graphOf(model), output);
}

/** Refuses all but the two kinds of outputs. */
export function checkOutput(output: Output): void {
  check(
    output === 'logits' || output === 'probabilities',
    `output must be 'logits' or 'probabilities', but it is ${shown(output)}`,
  );
}

/** What a function gives, if it is a tensor or a list of some. */
function checkedOutputs(given: Outputs): Outputs {
  const outputs = [given].flat();
  check(outputs.length > 0, 'the model must give a tensor, but it gives an empty list');
  for (const y of outputs) checkTensor('what the model gives', y);
  return given;
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
