import { activationOfCall } from '../../model/activationOf';
import { type Call, type Graph, onlyReader, type Shape, type Value } from '../../model/graph';
import { kindOf } from '../../model/layerKinds';
import { isReshaping } from '../../model/shapedRun';

/** The graph of a model with one input. */
export type InputGraph = Graph & { readonly input: Value };

/**
 * The images that a model takes, [rows, columns, channels]: its input, what it makes of that by reshaping alone, or rows
 * and columns that it flattens. Undefined of signals and of rows of numbers.
 */
export function inputImages(graph: InputGraph): Shape | undefined {
  const reshaped = callsWhile(graph, isReshaping).map(({ outputs }) => outputs[0]?.shape ?? []);
  const views = [graph.input.shape, ...reshaped];
  const images = views.find(({ length }) => length === 4);
  if (images) return images.slice(1);
  const [first = [], second = []] = views;
  return first.length === 3 && second.length === 2 ? [...first.slice(1), 1] : undefined;
}

/** The layer that multiplies the inputs and adds to them, channel by channel, before any other computes with them. */
export function firstScaling(graph: InputGraph): Call | undefined {
  const before = callsWhile(graph, keepsRange);
  const call = onlyReader(graph, before.at(-1)?.outputs[0] ?? graph.input);
  const { affine, channelwise } = call ? kindOf(call.layer) : {};
  return affine && channelwise ? call : undefined;
}

/** What a call gives lies in the range of its inputs. */
function keepsRange(call: Call): boolean {
  const { bounds = '' } = kindOf(call.layer);
  return ['kept', 'keptOrZero'].includes(bounds) && activationOfCall(call) === 'linear';
}

/** The calls one after the other from the input on, as long as a condition holds. */
function callsWhile(graph: InputGraph, holds: (call: Call) => boolean): Call[] {
  const calls: Call[] = [];
  for (;;) {
    const call = onlyReader(graph, calls.at(-1)?.outputs[0] ?? graph.input);
    if (call?.outputs.length !== 1 || !holds(call)) return calls;
    calls.push(call);
  }
}
