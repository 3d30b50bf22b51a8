import { type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { isRecording } from '../internal/isRecording';
import { itemAt } from '../internal/itemAt';
import { type BackwardStep, backward, startingAt } from './backward';
import { applyCall, applyDifferentiably, evaluate } from './evaluate';
import type { Call, Value } from './graph';
import { maskFor, masksOf } from './masks';
import { pullBack } from './pullBack';

/** What a model gives: a tensor, or, of several outputs, a list of them. */
export type Outputs = Tensor | Tensor[];

/** What a function gives for some samples, and how cotangents of that go back to them. */
export interface Answer {
  readonly y: Outputs;
  /** @param cotangents of each output that has some */
  pullBack(cotangents: readonly (Tensor | undefined)[]): Tensor;
}

/** The outputs of a graph as a function of one of its values. tf.js can differentiate it on every backend. */
export interface ModelFunction {
  (x: Tensor): Outputs;
  /** The same and the way back, layer by layer: several times as fast as tf.js's. No other gradient may be recorded. */
  answer(x: Tensor): Answer;
}

/**
 * @param from the value that it is a function of
 * @param known other values, which are held fixed
 */
export function modelFunction(
  from: Value,
  outputs: readonly Value[],
  known: ReadonlyMap<Value, Tensor> = new Map(),
): ModelFunction {
  const steps = callsBehind(from, outputs).map((call) => ({ call, inputs: call.inputs }));
  const at = (x: Tensor) => new Map([...known, [from, x]]);
  const f = (x: Tensor): Outputs =>
    oneOrList(evaluate(outputs, at(x), isRecording() ? applyDifferentiably : applyCall));
  return Object.assign(f, {
    answer: (x: Tensor) => {
      const all = [...outputs, ...steps.flatMap(({ call }) => [...call.inputs, ...call.outputs])];
      const tensors = evaluate(all, at(x));
      const values = new Map(all.map((value, i) => [value, itemAt(tensors, i)]));
      return {
        y: oneOrList(tensors.slice(0, outputs.length)),
        pullBack: (cotangents: readonly (Tensor | undefined)[]) =>
          tidy(() => pulledBack(steps, { from, outputs, values }, cotangents)),
      };
    },
  });
}

const oneOrList = (y: Tensor[]): Outputs => (y.length === 1 ? itemAt(y, 0) : y);

interface Evaluated {
  readonly from: Value;
  readonly outputs: readonly Value[];
  readonly values: ReadonlyMap<Value, Tensor>;
}

function pulledBack(
  steps: readonly BackwardStep[],
  { from, outputs, values }: Evaluated,
  cotangents: readonly (Tensor | undefined)[],
): Tensor {
  const tensorAt = (value: Value) => values.get(value) as Tensor;
  const maskAt = masksOf(tensorAt);
  const reached = backward(steps, startingAt(outputs, cotangents), ({ call }, given) => {
    const [inputs, own] = [call.inputs.map(tensorAt), call.outputs.map(tensorAt)];
    return pullBack({ call, inputs, outputs: own, mask: maskFor(call, maskAt) }, given);
  });
  return reached.get(from) ?? zerosLike(tensorAt(from));
}

/** The calls that lead from a value to the outputs, each after those that it depends on. */
function callsBehind(from: Value, outputs: readonly Value[]): Call[] {
  const calls: Call[] = [];
  const isBehind = new Map<Value, boolean>([[from, true]]);
  const visit = (value: Value): boolean => {
    const known = isBehind.get(value);
    if (known !== undefined) return known;
    const { call } = value;
    const found = call?.inputs.map(visit).includes(true) ?? false;
    for (const output of call?.outputs ?? [value]) isBehind.set(output, found);
    if (call && found) calls.push(call);
    return found;
  };
  outputs.forEach(visit);
  return calls;
}
