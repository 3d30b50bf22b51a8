import * as tf from '@tensorflow/tfjs-core';
import { type Target, targetMask } from '../gradients/target';
import { type Call, callsOf, type FlatGraph, flatGraph, type Value } from '../model/flatGraph';
import type { LayersModel } from '../model/splitModel';
import type { Composite } from './composite';
import { evaluateCall, logitsOf } from './flatLogits';
import { type Propagation, propagations } from './propagation';
import { stabilized } from './stabilized';

/** A model, and how relevance goes back through each of its calls. */
export interface RelevancePass {
  readonly graph: FlatGraph;
  readonly steps: ReadonlyMap<Call, Propagation>;
}

export function relevancePass(model: LayersModel, composite: Composite): RelevancePass {
  const graph = flatGraph('lrp', model);
  const indexOf = (layer: Call['layer']) => model.layers.indexOf(layer);
  return { graph, steps: propagations(callsOf(graph), graph.outputs, indexOf, composite) };
}

/** Layers through which relevance follows the gradient. */
export const layersWithoutRule = ({ steps }: RelevancePass): string[] =>
  [...steps.values()].flatMap(({ fallback }) => fallback?.name ?? []);

/** Takes relevance back through one call. */
type Through = (
  step: Propagation,
  inputs: readonly tf.Tensor[],
  relevance: tf.Tensor,
) => tf.Tensor[];

const byShares: Through = ({ share }, inputs, relevance) => share(inputs, relevance, stabilized);

/** The relevance of x for the logits of the targets. */
export function passBack(
  { graph, steps }: RelevancePass,
  x: tf.Tensor,
  target: Target | undefined,
  through: Through = byShares,
): tf.Tensor {
  const [input, output] = [graph.inputs[0] as Value, graph.outputs[0] as Value];
  const values = new Map<Value, tf.Tensor>([[input, x]]);
  const calls = callsOf(graph);
  for (const call of calls) evaluateCall(call, values);
  const logits = logitsOf(output, (value) => values.get(value) as tf.Tensor);
  const mask = targetMask('lrp', logits, target);
  const relevance = new Map<Value, tf.Tensor>([[output, tf.mul(logits, mask)]]);
  for (const call of calls.reverse()) {
    const [given] = call.outputs.flatMap((value) => relevance.get(value) ?? []);
    const step = steps.get(call) as Propagation;
    if (!given) continue;
    const inputs = step.inputs.map((value) => values.get(value) as tf.Tensor);
    for (const [i, share] of through(step, inputs, given).entries()) {
      const value = step.inputs[i] as Value;
      const before = relevance.get(value);
      relevance.set(value, before ? tf.add(before, share) : share);
    }
  }
  return relevance.get(input) ?? tf.zerosLike(x);
}
