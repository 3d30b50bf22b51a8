import * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../../gradients/target';
import { check, checkKind } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { listOf, text } from '../../internal/kinds';
import { nearestNames } from '../../internal/nearestNames';
import { backward, startingAt } from '../../model/backward';
import { inChannelsLast } from '../../model/channelsFirst';
import { evaluate } from '../../model/evaluate';
import { type Call, callsOf, type Graph, graphOf, type Value } from '../../model/graph';
import type { Layer } from '../../model/layer';
import { kindOf } from '../../model/layerKinds';
import { namesOfLayers } from '../../model/layerNames';
import { logitsGraph } from '../../model/logitsGraph';
import { maskFor, masksOf } from '../../model/masks';
import { pullBack } from '../../model/pullBack';
import type { LayersModel } from '../../model/splitModel';
import { type Composite, compositeFor } from './composite';
import { isAffine, isRecurrent, isWeighted } from './layerParts';
import { outputRelevance } from './outputRelevance';
import { type LayerNames, type Propagation, propagations } from './propagation';
import { stabilised } from './stabilised';

/** What all passes of relevance through a model share. */
export interface RelevanceGraph {
  readonly graph: Graph;
  readonly calls: readonly Call[];
  /** By what composites may name a layer. */
  namesOf(layer: Layer): LayerNames;
}

/** A model, and how relevance goes back through each of its calls. */
export interface RelevancePass extends RelevanceGraph {
  readonly steps: ReadonlyMap<Call, Propagation>;
  /** The pass for the samples of x from number `first` up to `end`. */
  forSamples(x: tf.Tensor, first: number, end: number): RelevancePass;
}

const names = listOf(text);

export function relevanceGraph(model: LayersModel): RelevanceGraph {
  const { graph, originalOf } = inChannelsLast(logitsGraph(graphOf(model)));
  const calls = callsOf(graph);
  for (const { layer } of calls) {
    const { refusal } = kindOf(layer);
    check(refusal === undefined, `${refusal}, but '${layer.name}' is one: splitModel takes it off`);
  }
  return { graph, calls, namesOf: weightedNames(model, graph, originalOf) };
}

export function relevancePass(of: RelevanceGraph, composite: Composite): RelevancePass {
  if (composite.named !== undefined) checkKind('named of the composite', composite.named, names);
  const { graph, calls, namesOf } = of;
  checkNames(calls, namesOf, composite);
  const steps = propagations(calls, graph.outputs, namesOf, composite);
  const isOfSamples = [...steps.values()].some(({ rule }) => rule?.forSamples);
  const pass: RelevancePass = {
    ...{ ...of, steps },
    forSamples: (x, first, end) =>
      !isOfSamples || (first === 0 && end === x.shape[0])
        ? pass
        : relevancePass(of, compositeFor(composite, x, first, end)),
  };
  return pass;
}

function weightedNames(model: LayersModel, { places }: Graph, originalOf: (layer: Layer) => Layer) {
  const known = namesOfLayers(places);
  return (twin: Layer) => {
    const layer = originalOf(twin);
    const index = model.layers.indexOf(layer);
    const names = known.get(layer) ?? [];
    return {
      name: layer.name,
      index: index < 0 ? undefined : index,
      names: index < 0 ? names : [...names, String(index)],
    };
  };
}

function checkNames(
  calls: readonly Call[],
  namesOf: (layer: Layer) => LayerNames,
  { named = [] }: Composite,
): void {
  const withRules = calls.filter((call) => isWeighted(call) || isAffine(call) || isRecurrent(call));
  const names = withRules.map(({ layer }) => namesOf(layer).names);
  const known = new Set(names.flat());
  const paths = () => names.flatMap(([path]) => path ?? []);
  for (const name of named) {
    check(
      known.has(name),
      () =>
        `layers must name layers with weights (${nearestNames(name, paths())}) or their indices, but one is '${name}'`,
    );
  }
}

/** Layers through which relevance follows the gradient. */
export const layersWithoutRule = ({ steps }: RelevancePass): string[] =>
  [...steps.values()].flatMap(({ fallback }) => fallback?.name ?? []);

/** What may be done on the way back. */
export interface OnTheWay {
  /** What is taken for the relevance that has arrived at what a call gives. Default: that. */
  readonly arriving?: (call: Call, step: Propagation, relevance: tf.Tensor) => tf.Tensor;
  /** Takes relevance back through one call. */
  readonly share?: (
    step: Propagation,
    inputs: readonly tf.Tensor[],
    relevance: tf.Tensor,
    mask: tf.Tensor | undefined,
    output: tf.Tensor,
  ) => tf.Tensor[];
}

const byShares: NonNullable<OnTheWay['share']> = ({ share }, inputs, relevance, mask, output) =>
  tf.tidy(() => share(inputs, relevance, stabilised, mask, output));

/** What every call gives, from the model's input on. */
export type ForwardValues = ReadonlyMap<Value, tf.Tensor>;

export function forwardValues({ graph, calls }: RelevanceGraph, x: tf.Tensor): ForwardValues {
  const input = itemAt(graph.inputs, 0);
  const outputs = calls.flatMap((call) => call.outputs);
  const tensors = evaluate(outputs, new Map([[input, x]]));
  return new Map([
    [input, x],
    ...outputs.map((value, i): [Value, tf.Tensor] => [value, itemAt(tensors, i)]),
  ]);
}

/** The relevance of the input for what of the logits is explained. */
export function passBack(
  { graph, calls, steps }: RelevancePass,
  values: ForwardValues,
  target: Target | undefined,
  { arriving, share = byShares }: OnTheWay = {},
): tf.Tensor {
  const { outputs } = graph;
  const input = itemAt(graph.inputs, 0);
  const tensorAt = (value: Value) => values.get(value) as tf.Tensor;
  const maskAt = masksOf(tensorAt);
  const start = outputRelevance(outputs.map(tensorAt), target);
  const backwardSteps = calls.map((call) => {
    const step = steps.get(call) as Propagation;
    return { call, step, inputs: step.inputs };
  });
  const reached = backward(backwardSteps, startingAt(outputs, start), ({ call, step }, given) => {
    const inputs = step.inputs.map(tensorAt);
    const mask = maskFor(call, maskAt);
    const [first] = given;
    if (given.length > 1 || !first) return pullBack({ call, inputs, mask }, given);
    const relevance = arriving?.(call, step, first) ?? first;
    return share(step, inputs, relevance, mask, tensorAt(itemAt(call.outputs, 0)));
  });
  return reached.get(input) ?? tf.zerosLike(tensorAt(input));
}
