import { classNameOf } from './classNameOf';
import { type Call, callsOf, type FlatGraph, type Value } from './flatGraph';
import type { Layer } from './graph';
import { type FoundRun, type RunFinder, runFinder } from './linearRuns';
import { activationOf, builtInActivationOf } from './logits';
import { readLayer } from './readLayer';

/** Dense layers that are a linear map of a model's input, up to the activation of the last one. */
export interface LinearHead {
  /** The run whose answers are flattened; none where the dense layers read the input itself. */
  readonly run: FoundRun | undefined;
  readonly denses: readonly Layer[];
  /** What the last of them gives. */
  readonly value: Value;
}

/** The longest such head of a model with one input; else the first layer that is in its way. */
export function linearHead(
  graph: FlatGraph,
): LinearHead | { readonly obstacle: Layer | undefined } {
  const find = runFinder(graph);
  const calls = callsOf(graph);
  let longest: LinearHead | undefined;
  for (const call of calls) {
    const isKnown = classNameOf(call.layer) === 'Dense' && builtInActivationOf(call.layer);
    const head = isKnown ? headOf(call, find) : undefined;
    if (head && head.denses.length > (longest?.denses.length ?? 0)) longest = head;
  }
  return longest ?? { obstacle: calls.find((call) => !passesOn(call))?.layer };
}

/** The head that ends in a dense layer, if all before it is linear. */
function headOf(dense: Call, find: RunFinder): LinearHead | undefined {
  const denses: Layer[] = [];
  let call: Call | undefined = dense;
  while (call && isRow(call)) {
    if (classNameOf(call.layer) === 'Dense') denses.unshift(call.layer);
    const [input] = call.inputs as [Value];
    if (isInput(input)) return { run: undefined, denses, value: dense.outputs[0] as Value };
    const run = runBefore(input, find);
    if (run) return { run, denses, value: dense.outputs[0] as Value };
    call = input.call && isLinearRow(input.call) ? input.call : undefined;
  }
  return undefined;
}

const isRow = ({ inputs }: Call): boolean => inputs.length === 1 && inputs[0]?.shape.length === 2;

/** Layers of rows of numbers that are linear maps. */
function isLinearRow({ layer, inputs }: Call): boolean {
  const isRowLayer = inputs[0]?.shape.length === 2 && rowLayers.test(classNameOf(layer));
  return isRowLayer && activationOf(layer) === 'linear';
}

const rowLayers = /^(Dense|Dropout|GaussianDropout|GaussianNoise|AlphaDropout|Activation|Flatten)$/;

/** The run from the model's input whose answers, flattened, are a value. */
function runBefore(value: Value, find: RunFinder): FoundRun | undefined {
  const run = find(beforeFlattening(value));
  return run?.activation === 'linear' && !run.from.call ? run : undefined;
}

/** Whether a value is the model's input, flattened or not. */
const isInput = (value: Value): boolean => !beforeFlattening(value).call;

/** What is flattened to give a value, or the value itself. */
function beforeFlattening(value: Value): Value {
  const { layer, inputs } = value.call ?? {};
  const isFlattening = layer && /^(Flatten|Reshape)$/.test(classNameOf(layer));
  const isPlain = layer?.getConfig()['dataFormat'] !== 'channelsFirst';
  return isFlattening && isPlain ? (inputs?.[0] as Value) : value;
}

/** Whether a call can be part of a linear head. */
function passesOn(call: Call): boolean {
  const { layer, inputs } = call;
  if (/^(Flatten|Reshape|Add)$/.test(classNameOf(layer)) || isLinearRow(call)) return true;
  return readLayer(layer, inputs[0]?.shape ?? [])?.activation === 'linear';
}
