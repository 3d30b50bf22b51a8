import { type InferenceModel, Tensor } from '@tensorflow/tfjs-core';
import { check, checkKind, checkTensor } from '../internal/check';
import { oneOf } from '../internal/kinds';
import { checkInput } from '../model/checkInput';
import { graphOf } from '../model/graph';
import { isGraphModel } from '../model/layer';
import { type Output, outputFunction } from '../model/logitsGraph';
import type { LayersModel } from '../model/splitModel';
import { checkOutputs, type Outputs, type Target } from './target';

/**
 * What has gradients: a tf.LayersModel with one input; a tf.GraphModel or any function of a batch to outputs, which tf.js
 * can differentiate and which are taken as they are. Outputs are [batch, classes], unless the target says how they are
 * read.
 */
export type Differentiable = LayersModel | InferenceModel | ((x: Tensor) => Outputs);

export const outputKind = oneOf('logits', 'probabilities');

/** Refuses all but the two kinds of outputs. */
export const checkOutput = (output: Output): void => checkKind('output', output, outputKind);

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
      checkedOutputs(
        typeof model === 'function' ? model(input) : predictionOf(model, input, target),
      );
  }
  checkInput(model, x, name);
  checkOutputs(model, target);
  return outputFunction(graphOf(model), output);
}

/** What a function gives, if it is a tensor or a list of some. */
function checkedOutputs(given: Outputs): Outputs {
  const outputs = [given].flat();
  check(outputs.length > 0, 'the model must give a tensor, but it gives an empty list');
  for (const y of outputs) checkTensor('what the model gives', y);
  return given;
}

/** The outputs of a graph model, in its own order; of several, the target must be a function. */
function predictionOf(model: InferenceModel, x: Tensor, target: Target | undefined): Outputs {
  const y = model.predict(x, {});
  if (y instanceof Tensor) return y;
  const list = Object.values(y);
  check(
    typeof target === 'function',
    `the tf.GraphModel must have one output, or target must be a function of them, but it has ${list.length}`,
  );
  return list;
}
