import { type Call, callsOf, type Graph, type Value } from './graph';
import type { Layer } from './layer';
import { isLinear, joined, type LinearStep, rowMap, stepsBefore } from './linearStep';
import { runFinder } from './runFinder';

/** A model from its input to its last dense layer that is a linear map of it. */
export interface LinearHead {
  /** The last map is that dense layer, or a normalisation of what it gives. */
  readonly steps: readonly LinearStep[];
  /** What the last of them gives. */
  readonly value: Value;
  /** The layer that gives it. */
  readonly layer: Layer;
}

/** The longest such head of a model with one input; else the first layer that is in its way. */
export function linearHead(graph: Graph): LinearHead | { readonly obstacle: Layer | undefined } {
  const find = runFinder(graph);
  const calls = callsOf(graph);
  const headOf = (call: Call): LinearHead[] => {
    const before = stepsBefore(call, find);
    const last = rowMap(call);
    if (!before || !last) return [];
    const steps = joined(before, last, call);
    const hasDense = steps.at(-1)?.maps.some(({ kind }) => kind === 'convolution');
    return hasDense ? [{ steps, value: call.outputs[0] as Value, layer: call.layer }] : [];
  };
  const longest = calls
    .flatMap(headOf)
    .reduce<LinearHead | undefined>((a, b) => (a && mapsOf(a) >= mapsOf(b) ? a : b), undefined);
  return longest ?? { obstacle: calls.find((call) => !isLinear(call, find))?.layer };
}

const mapsOf = ({ steps }: LinearHead): number =>
  steps.reduce((sum, { maps }) => sum + maps.length, 0);
