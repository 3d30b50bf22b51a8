import { clone, type InferenceModel, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { check, checkKind, checkTensor, isOf, RuleError } from '../internal/check';
import { checkNotEmpty } from '../internal/checkNotEmpty';
import { itemAt } from '../internal/itemAt';
import { callback, isTensor, oneOf } from '../internal/kinds';
import { callGiven } from '../internal/named';
import { shown } from '../internal/shown';
import { checkInput } from '../model/checkInput';
import { graphOf } from '../model/graph';
import { isGraphModel } from '../model/layer';
import { logitsGraph, type Output } from '../model/logitsGraph';
import { type ModelFunction, modelFunction } from '../model/modelFunction';
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

/** Models of layers know the way back. */
export type OutputsOf = ((x: Tensor) => Outputs) | ModelFunction;

/** The outputs as a function of a batch of the shape of x, which is called `name`. */
export function outputsOf(
  model: Differentiable,
  { output, target }: Question,
  x: Tensor,
  name = 'x',
): OutputsOf {
  checkOutput(output);
  if (isFunction(model) || isGraphModel(model)) {
    checkTensor(name, x);
    check(x.rank > 0, `${name} must be a batch, but it is a scalar`);
    checkNotEmpty(name, x);
    return (input) =>
      tidy(() => {
        // a function may dispose what it gets
        const some = clone(input);
        const y = isFunction(model)
          ? callGiven(() => model(some))
          : predictionOf(model, some, target);
        return checkedOutputs(y, itemAt(input.shape, 0));
      });
  }
  checkInput(model, x, name);
  checkOutputs(model, target);
  const graph = graphOf(model);
  const { inputs, outputs } = output === 'logits' ? logitsGraph(graph) : graph;
  return modelFunction(itemAt(inputs, 0), outputs);
}

const isFunction = (model: Differentiable): model is (x: Tensor) => Outputs =>
  isOf(callback, model);

/** What a function gives, if it is a tensor or a list of some, the first with an entry for each sample. */
function checkedOutputs(given: Outputs, batch: number): Outputs {
  const outputs = Array.isArray(given) ? given : [given];
  check(outputs.length > 0, 'the model must give a tensor, but it gives an empty list');
  for (let i = 0; i < outputs.length; i++)
    checkTensor('what the model gives', outputs[i] as Tensor);
  const { shape } = itemAt(outputs, 0);
  check(
    shape[0] === batch,
    `the model must give an entry for each of ${batch} samples, but its output has shape [${shape}]`,
  );
  return given;
}

/** The outputs of a graph model, in its own order; of several, the target must be a function. */
function predictionOf(model: InferenceModel, x: Tensor, target: Target | undefined): Outputs {
  const y = predicted(model, x);
  if (isTensor(y)) return y;
  const list = Object.values(Object(y)) as Tensor[];
  check(
    list.length === 1 || typeof target === 'function',
    `the tf.GraphModel must have one output, or target must be a function of them, but it has ${list.length}`,
  );
  return list;
}

/** What tf.js refuses, as inputs of another shape, becomes a rule. */
function predicted(model: InferenceModel, x: Tensor): unknown {
  try {
    return model.predict(x, {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : shown(error);
    throw new RuleError(`tf.js cannot run the tf.GraphModel: ${reason}`, { cause: error });
  }
}
