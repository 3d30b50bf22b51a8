import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import type { Convolution } from '../linear/convolution';
import { activationFunction, activationOf } from './activationOf';
import { evaluateFrom } from './evaluate';
import { type Call, callOn, type Graph, onlyReader, singleGraph, type Value } from './graph';
import { describeLayer, type Layer } from './layer';
import { configOf, isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';
import { convolution } from './linearForm';
import { linearPart } from './readLayer';
import { defaultCut } from './splitModel';

/** A model as layers without weights, a stack of convolutions, and what follows it. */
export interface LeadingRun {
  readonly convolutions: readonly Convolution[];
  /** 2 for images [batch, rows, columns, channels], 1 for signals [batch, width, channels]. */
  readonly dimensions: 1 | 2;
  /** What the first convolution reads, by the layers before it; x itself where there are none. */
  readonly before: (x: Tensor) => Tensor;
  /** What the last convolution gives, before its activation, by the layers themselves. */
  readonly layered: (x: Tensor) => Tensor;
  /** g(x) from that: what `splitModel` cuts off by default, or the output where it finds nothing to cut before. */
  readonly features: (y: Tensor) => Tensor;
  /** The model's output from that. */
  readonly rest: (y: Tensor) => Tensor;
}

/**
 * The convolutions of stride 1 that a model begins with, up to and including the first one with an
 * activation. Kernels and biases are the model's own variables. Layers one after the other that are neither convolutions
 * nor dense may come first: rescaling, normalisation, reshaping, padding, dropout and the like.
 *
 * @throws when the model does not begin with such a convolution
 */
export function leadingRun(model: LayersModel): LeadingRun {
  const graph = singleGraph(model);
  const { input, output } = graph;
  const begin = firstWeights(graph, input);
  const calls = leadingConvolutions(graph, begin);
  const end = calls.at(-1);
  check(
    end !== undefined,
    `the model must begin with a convolution of stride 1, but it begins with ${describe(onlyReader(graph, begin))}`,
  );
  const [activated] = end.outputs as readonly [Value];
  const bare = itemAt(callOn(end.layer, end.inputs, [activated.shape], true).outputs, 0);
  const activate = activationFunction(end.layer);
  const upTo = (value: Value) => (y: Tensor) => evaluateFrom(activated, activate(y), value);
  return {
    convolutions: calls.map(({ layer }) => convolutionOf(layer)),
    dimensions: begin.shape.length === 4 ? 2 : 1,
    before: (x) => evaluateFrom(input, x, begin),
    layered: (x) => evaluateFrom(input, x, bare),
    features: upTo(defaultCut(graph) ?? output),
    rest: upTo(output),
  };
}

/** What the first convolution or dense layer reads; what else the layers before it are, they are one after the other. */
function firstWeights(graph: Graph, input: Value): Value {
  let value = input;
  for (;;) {
    const call = onlyReader(graph, value);
    const [next, ...others] = call && !hasWeights(call) ? call.outputs : [];
    if (!next || others.length > 0) return value;
    value = next;
  }
}

const hasWeights = ({ layer }: Call): boolean => kindOf(layer).weights !== undefined;

function leadingConvolutions(graph: Graph, begin: Value): Call[] {
  const found: Call[] = [];
  let next = onlyReader(graph, begin);
  while (next && isStrideOneConvolution(next.layer)) {
    found.push(next);
    const isLinear = activationOf(next.layer) === 'linear';
    next = isLinear ? onlyReader(graph, itemAt(next.outputs, 0)) : undefined;
  }
  return found;
}

const describe = (call: Call | undefined): string =>
  call ? describeLayer(call.layer) : 'no layer or several';

/** Whether the layer is a Conv1D or Conv2D of stride 1 with channels last. */
export function isStrideOneConvolution(layer: Layer): boolean {
  if (kindOf(layer).linear !== convolution) return false;
  const { strides } = configOf(layer);
  return isChannelsLast(layer) && [strides].flat().every((n) => n === 1);
}

/** The linear part of such a layer. */
export function convolutionOf(layer: Layer): Convolution {
  const { rank } = itemAt(layer.getWeights(), 0);
  return linearPart(layer, new Array<null>(rank).fill(null))?.[0] as Convolution;
}
