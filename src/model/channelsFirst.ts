import { layers } from '@tensorflow/tfjs-layers';
import { itemAt } from '../internal/itemAt';
import { activationOfCall } from './activationOf';
import { type Call, callOn, callsOf, type Graph, type Shape, type Value } from './graph';
import type { Layer } from './layer';
import { configOf, isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';
import { normalization } from './linearForm';
import { twinOf } from './twinOf';

/** A graph in which every layer meets channels last, and the layers that its twins stand for. */
export interface InChannelsLast<G> {
  readonly graph: G;
  originalOf(layer: Layer): Layer;
}

/**
 * The same graph, in which what layers with channels first get and give is transposed, and they are twins with channels
 * last: their weights have the same shape.
 */
export function inChannelsLast<G extends Pick<Graph, 'outputs'>>(graph: G): InChannelsLast<G> {
  const originals = new Map<Layer, Layer>();
  const twins = new Map<Layer, Layer>();
  const values = new Map<Value, Value>();
  const twinFor = (layer: Layer) => {
    const twin = twins.get(layer) ?? channelsLastTwin(layer);
    twins.set(layer, twin);
    originals.set(twin, layer);
    return twin;
  };
  const again = (value: Value): Value => {
    const known = values.get(value);
    if (known || !value.call) return known ?? value;
    const { call } = value;
    const inputs = call.inputs.map(again);
    for (const [i, output] of callAgain(call, inputs, twinFor).entries()) {
      values.set(itemAt(call.outputs, i), output);
    }
    return values.get(value) as Value;
  };
  if (!callsOf(graph).some(isChannelsFirst)) return { graph, originalOf: (layer) => layer };
  const outputs = graph.outputs.map(again);
  return { graph: { ...graph, outputs }, originalOf: (layer) => originals.get(layer) ?? layer };
}

function callAgain(
  call: Call,
  inputs: readonly Value[],
  twinFor: (layer: Layer) => Layer,
): readonly Value[] {
  const shapes = call.outputs.map(({ shape }) => shape);
  // a softmax is one of the last axis, whichever that is
  const isOfLastAxis = /softmax/i.test(activationOfCall(call));
  if (!isChannelsFirst(call) || isOfLastAxis)
    return callOn(call.layer, inputs, shapes, call.isBare).outputs;
  const last = shapes.map(channelsLastShape);
  const given = inputs.map(toLast);
  const { outputs } = callOn(twinFor(call.layer), given, last, call.isBare);
  return outputs.map(toFirst);
}

/** A batch normalisation along the first axis behind the batch is one of channels, too. */
export function isChannelsFirst({ layer, inputs }: Call): boolean {
  const rank = inputs[0]?.shape.length ?? 0;
  if (rank < 3) return false;
  const isOfChannels = kindOf(layer).linear === normalization && axisOf(layer) === 1;
  return isOfChannels || !isChannelsLast(layer);
}

const axisOf = (layer: Layer) => [configOf(layer).axis].flat()[0];

const channelsLastTwin = (layer: Layer): Layer =>
  // what it expects of its inputs is told by axes that are others now
  twinOf(layer, { dataFormat: 'channelsLast', axis: -1, inputSpec: null });

const channelsLastShape = ([batch = null, channels = null, ...places]: Shape): Shape =>
  places.length > 0 ? [batch, ...places, channels] : [batch, channels];

/** [batch, channels, ...] as [batch, ..., channels]. */
function toLast(value: Value): Value {
  const { shape, call } = value;
  if (call && call.layer === permutation(shape.length, 'first')) return itemAt(call.inputs, 0);
  const layer = permutation(shape.length, 'last');
  return itemAt(callOn(layer, [value], [channelsLastShape(shape)]).outputs, 0);
}

function toFirst(value: Value): Value {
  const [batch = null, ...rest] = value.shape;
  // what has no places any more is in order
  if (rest.length < 2) return value;
  const shape = [batch, itemAt(rest, -1), ...rest.slice(0, -1)];
  return itemAt(callOn(permutation(value.shape.length, 'first'), [value], [shape]).outputs, 0);
}

/** One layer for each rank and way, of 3 to 5 axes. */
const permutations = new Map<string, Layer>();

function permutation(rank: number, way: 'first' | 'last'): Layer {
  const name = `channels_${way}_${rank}`;
  const places = Array.from({ length: rank - 2 }, (_, i) => i);
  const dims =
    way === 'last' ? [...places.map((i) => i + 2), 1] : [rank - 1, ...places.map((i) => i + 1)];
  const layer = permutations.get(name) ?? layers.permute({ dims, name });
  permutations.set(name, layer);
  return layer;
}
