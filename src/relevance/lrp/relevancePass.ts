import * as tf from '@tensorflow/tfjs-core';
import { type Target, targetMask } from '../../gradients/target';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { evaluate } from '../../model/evaluate';
import { type Call, callsOf, type Graph, graphOf, type Value } from '../../model/graph';
import { kindOf } from '../../model/layerKinds';
import { logitsGraph } from '../../model/logitsGraph';
import type { LayersModel } from '../../model/splitModel';
import { type Composite, checkComposite, compositeFor } from './composite';
import { isWeighted } from './layerParts';
import { type Propagation, propagations } from './propagation';
import { gradientShares } from './share';
import { stabilised } from './stabilised';

/** A model, and how relevance goes back through each of its calls. */
export interface RelevancePass {
  readonly graph: Graph;
  readonly steps: ReadonlyMap<Call, Propagation>;
  /** The pass for the samples of x from number `first` up to `end`. */
  forSamples(x: tf.Tensor, first: number, end: number): RelevancePass;
}

export function relevancePass(model: LayersModel, composite: Composite): RelevancePass {
  checkComposite(composite);
  const graph = logitsGraph(graphOf(model));
  const calls = callsOf(graph);
  for (const { layer } of calls) {
    const { refusal } = kindOf(layer);
    check(refusal === undefined, `${refusal}, but '${layer.name}' is one: splitModel takes it off`);
  }
  const indexOf = (layer: Call['layer']) => {
    const index = model.layers.indexOf(layer);
    return index < 0 ? undefined : index;
  };
  checkNames(calls, indexOf, composite);
  const pass: RelevancePass = {
    graph,
    steps: propagations(calls, graph.outputs, indexOf, composite),
    forSamples: (x, first, end) =>
      first === 0 && end === x.shape[0]
        ? pass
        : relevancePass(model, compositeFor(composite, x, first, end)),
  };
  return pass;
}

function checkNames(
  calls: readonly Call[],
  indexOf: (layer: Call['layer']) => number | undefined,
  { named = [] }: Composite,
): void {
  const weighted = calls.filter(isWeighted).map(({ layer }) => layer);
  const known = new Set(weighted.flatMap((layer) => [layer.name, String(indexOf(layer))]));
  for (const name of named) {
    check(
      known.has(name),
      `layers must name layers with weights (${weighted.map((layer) => `'${layer.name}'`).join(', ')}) or their indices, but one is '${name}'`,
    );
  }
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

const byShares: Through = ({ share }, inputs, relevance) => share(inputs, relevance, stabilised);

/** The relevance of x for the logits of the targets. */
export function passBack(
  { graph, steps }: RelevancePass,
  x: tf.Tensor,
  target: Target | undefined,
  through: Through = byShares,
): tf.Tensor {
  const [input, output] = [itemAt(graph.inputs, 0), itemAt(graph.outputs, 0)];
  const calls = callsOf(graph);
  const values = valuesFrom(input, x, calls);
  const logits = values.get(output) as tf.Tensor;
  const mask = targetMask(logits, target);
  const relevance = new Map<Value, tf.Tensor>([[output, tf.mul(logits, mask)]]);
  for (const call of calls.reverse()) {
    const given = call.outputs.map((value) => relevance.get(value));
    const step = steps.get(call) as Propagation;
    const [first] = given;
    if (given.every((part) => part === undefined)) continue;
    const inputs = step.inputs.map((value) => values.get(value) as tf.Tensor);
    const shares =
      given.length === 1 && first
        ? through(step, inputs, first)
        : gradientShares(call, inputs, given);
    for (const [i, share] of shares.entries()) {
      const value = itemAt(step.inputs, i);
      const before = relevance.get(value);
      relevance.set(value, before ? tf.add(before, share) : share);
    }
  }
  return relevance.get(input) ?? tf.zerosLike(x);
}

/** What every call gives, from the model's input on. */
function valuesFrom(
  input: Value,
  x: tf.Tensor,
  calls: readonly Call[],
): ReadonlyMap<Value, tf.Tensor> {
  const outputs = calls.flatMap((call) => call.outputs);
  const tensors = evaluate(outputs, new Map([[input, x]]));
  return new Map([
    [input, x],
    ...outputs.map((value, i): [Value, tf.Tensor] => [value, itemAt(tensors, i)]),
  ]);
}
