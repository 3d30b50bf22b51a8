import type { Tensor } from '@tensorflow/tfjs-core';
import { itemAt } from '../internal/itemAt';
import { activationOf } from './activationOf';
import { applyDifferentiably, evaluate } from './evaluate';
import { callOn, type Graph, type Value } from './graph';
import { kindOf } from './layerKinds';

/** What of a classifier is meant: the values before a final softmax, or what the model returns. */
export type Output = 'logits' | 'probabilities';

/**
 * The same graph up to its logits: a softmax that made an output is left out, be it a layer of its own or the
 * activation of the last layer; layers behind it that only reshape follow on its input.
 */
export function logitsGraph<G extends Pick<Graph, 'outputs'>>(graph: G): G {
  return { ...graph, outputs: graph.outputs.map(withoutSoftmax) };
}

/** Whether the last thing that makes an output is a softmax. */
export const endsInSoftmax = (output: Value): boolean => withoutSoftmax(output) !== output;

function withoutSoftmax(output: Value): Value {
  const { call } = output;
  if (!call) return output;
  const { layer, inputs } = call;
  const [input] = inputs as readonly [Value];
  const { keepsOrder, isSoftmax } = kindOf(layer);
  if (isSoftmax) return input;
  const shapes = call.outputs.map(({ shape }) => shape);
  if (activationOf(layer) === 'softmax')
    return itemAt(callOn(layer, inputs, shapes, true).outputs, 0);
  const before = keepsOrder ? withoutSoftmax(input) : input;
  return before === input ? output : itemAt(callOn(layer, [before], shapes).outputs, 0);
}

/**
 * The outputs of a graph with one input as a function, which can be differentiated on every backend: one tensor, or, of
 * several outputs, a list.
 */
export function outputFunction(
  graph: Pick<Graph, 'inputs' | 'outputs'>,
  output: Output,
): (x: Tensor) => Tensor | Tensor[] {
  const { inputs, outputs } = output === 'logits' ? logitsGraph(graph) : graph;
  const from = itemAt(inputs, 0);
  return (x) => {
    const y = evaluate(outputs, new Map([[from, x]]), applyDifferentiably);
    return y.length === 1 ? itemAt(y, 0) : y;
  };
}
