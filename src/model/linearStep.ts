import type { LinearMap, LinearRun } from '../linear/linearOp';
import { activationOfCall } from './activation';
import type { Call, Shape, Value } from './graph';
import { isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';
import { readCall } from './readLayer';
import type { RunFinder } from './runFinder';

/** Linear maps of values that are seen as images: signals have one row, rows of numbers are images of one pixel. */
export interface LinearStep {
  readonly maps: LinearRun;
  /** Of what the first of them reads. */
  readonly shape: Shape;
}

/** The linear maps from a graph's input to a value, in steps between reshapings; undefined where there are others. */
export function stepsTo(value: Value, find: RunFinder): LinearStep[] | undefined {
  const { call } = value;
  if (!call) return [];
  if (isReshaping(call)) return stepsBefore(call, find);
  const map = activationOfCall(call) === 'linear' ? rowMap(call) : undefined;
  if (map) {
    const before = stepsBefore(call, find);
    return before && joined(before, map, call);
  }
  const run = find(value);
  if (run?.activation !== 'linear') return undefined;
  const before = stepsTo(run.from, find);
  return before && [...before, { maps: run.maps, shape: run.from.shape }];
}

/** The same to what a call reads. */
export function stepsBefore(call: Call, find: RunFinder): LinearStep[] | undefined {
  const [value, ...others] = call.inputs;
  return value && others.length === 0 ? stepsTo(value, find) : undefined;
}

/** A map of rows goes into the step before it, if that is of rows too. */
export function joined(
  steps: readonly LinearStep[],
  map: LinearMap,
  { inputs }: Call,
): LinearStep[] {
  const before = steps.at(-1);
  if (before?.shape.length === 2) {
    return [...steps.slice(0, -1), { ...before, maps: [...before.maps, map] }];
  }
  return [...steps, { maps: [map], shape: inputs[0]?.shape ?? [] }];
}

/** A layer of rows of numbers as a map of images of one pixel, without its activation. */
export const rowMap = (call: Call): LinearMap | undefined =>
  call.inputs[0]?.shape.length === 2 ? readCall(call)?.maps[0] : undefined;

/** Whether a call can be among linear steps. */
export function isLinear(call: Call, find: RunFinder): boolean {
  if (activationOfCall(call) !== 'linear') return false;
  if (kindOf(call.layer).isSum && find(call.outputs[0] as Value) !== undefined) return true;
  if (isReshaping(call)) return true;
  return readCall(call)?.activation === 'linear';
}

/** Whether a layer leaves the values as they are and in order at inference, though perhaps in another shape. */
export const isReshaping = (call: Call): boolean =>
  kindOf(call.layer).keepsOrder === true &&
  activationOfCall(call) === 'linear' &&
  isChannelsLast(call.layer);
