import { itemAt } from '../internal/itemAt';
import { builtInActivationOf } from './activationOf';
import { type Call, type Graph, onlyReader, type Value } from './graph';
import { isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';

/** The last value on the way from a graph's input of which each channel depends on that channel of the input alone. */
export function channelwiseEnd(graph: Graph): Value {
  let value = itemAt(graph.inputs, 0);
  for (;;) {
    const call = onlyReader(graph, value);
    if (!call || !isChannelwise(call)) return value;
    value = itemAt(call.outputs, 0);
  }
}

/** Whether each channel, by the last axis, of what a call gives is made at inference of that channel of its one input. */
export function isChannelwise(call: Call): boolean {
  const { layer, inputs, outputs, isBare } = call;
  const [from, to] = [inputs[0]?.shape.at(-1), outputs[0]?.shape.at(-1)];
  // where the order is kept and the last axis is as long, indices of channels stay as they are
  const { channelwise, keepsOrder } = kindOf(layer);
  const isApart = (channelwise ?? keepsOrder ?? false) && isChannelsLast(layer);
  if (!isApart || inputs.length !== 1 || typeof from !== 'number' || from !== to) return false;
  const activation = isBare ? 'linear' : builtInActivationOf(layer);
  return activation !== undefined && !/softmax/i.test(activation);
}
