import * as tf from '@tensorflow/tfjs-core';
import { type Target, targetMask } from '../gradients/target';
import { check } from '../internal/check';
import { toFloat } from '../internal/toFloat';
import { withWasmHint } from '../internal/wasmHint';
import { checkInput } from '../model/checkInput';
import { classNameOf } from '../model/classNameOf';
import { type Call, callsOf, type FlatGraph, flatGraph, type Value } from '../model/flatGraph';
import { applyLayer, endsOf } from '../model/graph';
import { withoutActivation } from '../model/logits';
import type { LayersModel } from '../model/splitModel';
import { type Composite, epsilonPlus } from './composite';
import { type BatchOptions, inBatches } from './inBatches';
import { isSoftmax } from './isSoftmax';
import { type Propagation, propagations } from './propagation';

export interface LrpOptions extends BatchOptions {
  /** Which layer gets which rule. Default: {@link epsilonPlus}. */
  readonly composite?: Composite | undefined;
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target | undefined;
}

/**
 * Layer-wise relevance propagation (Bach et al. 2015) of the target's logit back to the input. Layers with weights share
 * it out by the rules of a composite; batch normalisation is part of the layer before it, activations pass relevance on,
 * the largest of a max pooling takes all, means and sums share in proportion, as in Zennit. Through a layer that has no
 * rule relevance follows the gradient: {@link conservationReport} names such layers.
 *
 * @param x a batch of inputs
 * @returns x's shape
 * @throws on several inputs or outputs, on inputs of another shape, and on classes that the model does not have
 */
export function lrp<T extends tf.Tensor>(
  model: LayersModel,
  x: T,
  { composite = epsilonPlus(), target, ...options }: LrpOptions = {},
): T {
  checkInput('lrp', model, x);
  const [, output] = endsOf('lrp', model);
  check(
    output.shape.length === 2,
    'lrp',
    `the output must have shape [batch, classes], but its shape is [${output.shape}]`,
  );
  const graph = flatGraph('lrp', model);
  const steps = stepsOf(model, graph, composite);
  return inBatches('lrp', x, target, options, (some, targets) =>
    withWasmHint('lrp', () => relevanceOf(graph, steps, toFloat(some), targets)),
  ) as T;
}

/** Layers of a model that have no rule. */
export function layersWithoutRule(model: LayersModel): string[] {
  const graph = flatGraph('lrp', model);
  const steps = stepsOf(model, graph, epsilonPlus());
  return [...steps.values()].flatMap(({ fallback }) => (fallback ? [fallback.name] : []));
}

function stepsOf(model: LayersModel, graph: FlatGraph, composite: Composite) {
  const indexOf = (layer: Call['layer']) => model.layers.indexOf(layer);
  return propagations(callsOf(graph), graph.outputs, indexOf, composite);
}

function relevanceOf(
  graph: FlatGraph,
  steps: ReadonlyMap<Call, Propagation>,
  x: tf.Tensor,
  target: Target | undefined,
): tf.Tensor {
  const [input, output] = [graph.inputs[0] as Value, graph.outputs[0] as Value];
  const values = new Map<Value, tf.Tensor>([[input, x]]);
  for (const call of callsOf(graph)) evaluateCall(call, values);
  const logits = logitsOf(output, values);
  const mask = targetMask('lrp', logits, target);
  const relevance = new Map<Value, tf.Tensor>([[output, tf.mul(logits, mask)]]);
  for (const call of callsOf(graph).reverse()) {
    const [given] = call.outputs.flatMap((value) => relevance.get(value) ?? []);
    const step = steps.get(call) as Propagation;
    if (!given) continue;
    const inputs = step.inputs.map((value) => values.get(value) as tf.Tensor);
    for (const [i, share] of step.share(inputs, given).entries()) {
      const value = step.inputs[i] as Value;
      const before = relevance.get(value);
      relevance.set(value, before ? tf.add(before, share) : share);
    }
  }
  return relevance.get(input) ?? tf.zerosLike(x);
}

function evaluateCall({ layer, inputs, outputs }: Call, values: Map<Value, tf.Tensor>): void {
  const given = inputs.map((value) => values.get(value) as tf.Tensor);
  const results = [applyLayer(layer, given)].flat() as tf.Tensor[];
  for (const [i, result] of results.entries()) values.set(outputs[i] as Value, result);
}

/** The output without a final softmax. */
function logitsOf(output: Value, values: ReadonlyMap<Value, tf.Tensor>): tf.Tensor {
  const { call } = output;
  const y = values.get(output) as tf.Tensor;
  if (!call || !isSoftmax(call.layer)) return y;
  const inputs = call.inputs.map((value) => values.get(value) as tf.Tensor);
  if (classNameOf(call.layer) === 'Softmax') return inputs[0] as tf.Tensor;
  return applyLayer(withoutActivation(call.layer), inputs) as tf.Tensor;
}
