import { itemAt } from '../internal/itemAt';
import type { LinearOp, LinearRun } from '../linear/linearOp';
import { activationOfCall } from './activationOf';
import type { Call, Shape, Value } from './graph';
import { isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';
import { readCall } from './readLayer';
import type { RunFinder } from './runFinder';

/** Linear ops of values that are seen as images: signals have one row, rows of numbers are images of one pixel. */
export interface ShapedRun {
  readonly ops: LinearRun;
  /** Of what the first of them reads. */
  readonly shape: Shape;
}

/** The linear ops from a graph's input to a value, in runs between reshapings; undefined where there are others. */
export function runsTo(value: Value, find: RunFinder): ShapedRun[] | undefined {
  const { call } = value;
  if (!call) return [];
  if (isReshaping(call)) return runsBefore(call, find);
  const op = activationOfCall(call) === 'linear' ? rowOp(call) : undefined;
  if (op) {
    const before = runsBefore(call, find);
    return before && joined(before, op, call);
  }
  const run = find(value);
  if (run?.activation !== 'linear') return undefined;
  const before = runsTo(run.from, find);
  return before && [...before, { ops: run.ops, shape: run.from.shape }];
}

/** The same to what a call reads. */
export function runsBefore(call: Call, find: RunFinder): ShapedRun[] | undefined {
  const [value, ...others] = call.inputs;
  return value && others.length === 0 ? runsTo(value, find) : undefined;
}

/** An op of rows goes into the step before it, if that is of rows too. */
export function joined(runs: readonly ShapedRun[], op: LinearOp, { inputs }: Call): ShapedRun[] {
  const before = runs.at(-1);
  if (before?.shape.length === 2) {
    return [...runs.slice(0, -1), { ...before, ops: [...before.ops, op] }];
  }
  return [...runs, { ops: [op], shape: inputs[0]?.shape ?? [] }];
}

/** A layer of rows of numbers as an op of images of one pixel, without its activation. */
export const rowOp = (call: Call): LinearOp | undefined =>
  call.inputs[0]?.shape.length === 2 ? readCall(call)?.ops[0] : undefined;

/** Whether a call can be among linear runs. */
export function isLinear(call: Call, find: RunFinder): boolean {
  if (activationOfCall(call) !== 'linear') return false;
  if (kindOf(call.layer).isSum && find(itemAt(call.outputs, 0)) !== undefined) return true;
  if (isReshaping(call)) return true;
  return readCall(call)?.activation === 'linear';
}

/** Whether a layer leaves the values as they are and in order at inference, though perhaps in another shape. */
export const isReshaping = (call: Call): boolean =>
  kindOf(call.layer).keepsOrder === true &&
  activationOfCall(call) === 'linear' &&
  isChannelsLast(call.layer);
