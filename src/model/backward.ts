import { add, type Tensor } from '@tensorflow/tfjs-core';
import { itemAt } from '../internal/itemAt';
import type { Call, Value } from './graph';

/** What comes back to what a call reads, from what came back to what it gives: nothing where that leads to no output. */
export type Through<Step> = (step: Step, given: readonly (Tensor | undefined)[]) => Tensor[];

/** A call, and what is taken to read: its inputs, or those of a layer before it that has become part of it. */
export interface BackwardStep {
  readonly call: Call;
  readonly inputs: readonly Value[];
}

/** Values that cotangents or relevance begin at, and these; those of a value that is there twice add up. */
export function startingAt(
  values: readonly Value[],
  tensors: readonly (Tensor | undefined)[],
): Map<Value, Tensor> {
  const start = new Map<Value, Tensor>();
  for (const [i, tensor] of tensors.entries()) if (tensor) addTo(start, itemAt(values, i), tensor);
  return start;
}

function addTo(reached: Map<Value, Tensor>, value: Value, tensor: Tensor): void {
  const before = reached.get(value);
  reached.set(value, before ? add(before, tensor) : tensor);
}

/**
 * One pass back through a graph, as of cotangents or relevance: what comes to a value on several ways adds up.
 *
 * @param steps each after those that it depends on
 * @param start what begins at which value; these tensors are left as they are
 * @returns what has come to the values that no step gives
 */
export function backward<Step extends BackwardStep>(
  steps: readonly Step[],
  start: ReadonlyMap<Value, Tensor>,
  through: Through<Step>,
): ReadonlyMap<Value, Tensor> {
  const reached = new Map(start);
  const given = [...start.values()];
  for (const step of [...steps].reverse()) {
    const { outputs } = step.call;
    const arrived = outputs.map((value) => reached.get(value));
    if (arrived.every((part) => part === undefined)) continue;
    for (const [i, share] of through(step, arrived).entries())
      addTo(reached, itemAt(step.inputs, i), share);
    for (const value of outputs) reached.delete(value);
    disposeOf(arrived, new Set([...reached.values(), ...given]));
  }
  return reached;
}

function disposeOf(parts: readonly (Tensor | undefined)[], inUse: ReadonlySet<Tensor>): void {
  for (const part of parts) if (part && !inUse.has(part)) part.dispose();
}
