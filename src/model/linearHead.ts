import { itemAt } from '../internal/itemAt';
import { type Call, callsOf, type Graph, type Value } from './graph';
import type { Layer } from './layer';
import { runFinder } from './runFinder';
import { isLinear, joined, rowOp, runsBefore, type ShapedRun } from './shapedRun';

/** A model from its input to its last dense layer that is a linear op of it. */
export interface LinearHead {
  /** The last op is that dense layer, or a normalisation of what it gives. */
  readonly runs: readonly ShapedRun[];
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
    const before = runsBefore(call, find);
    const last = rowOp(call);
    if (!before || !last) return [];
    const runs = joined(before, last, call);
    const hasDense = runs.at(-1)?.ops.some(({ kind }) => kind === 'convolution');
    return hasDense ? [{ runs, value: itemAt(call.outputs, 0), layer: call.layer }] : [];
  };
  const longest = calls
    .flatMap(headOf)
    .reduce<LinearHead | undefined>((a, b) => (a && opsOf(a) >= opsOf(b) ? a : b), undefined);
  return longest ?? { obstacle: calls.find((call) => !isLinear(call, find))?.layer };
}

const opsOf = ({ runs }: LinearHead): number => runs.reduce((sum, { ops }) => sum + ops.length, 0);
