import { itemAt } from '../internal/itemAt';
import type { LinearOp, LinearRun } from '../linear/linearOp';
import { type Call, callsOf, type Graph, type Shape, type Value } from './graph';
import { kindOf } from './layerKinds';
import { type LayerOps, readCall } from './readLayer';

/** A run of linear layers in a model: from one value to another that depends on nothing else. */
export interface FoundRun {
  readonly from: Value;
  readonly ops: LinearRun;
  /** What follows the linear part, as tf.js names it. */
  readonly activation: string;
  /** The calls that the run takes the place of, in order; the last one gives the run's value. */
  readonly calls: readonly Call[];
  readonly flattens: boolean;
}

/** Finds the longest run that ends in a value; undefined where no linear layer gives it. */
export type RunFinder = (value: Value) => FoundRun | undefined;

/**
 * Runs end where a layer is not linear or not known, and begin where a value has other readers too: it has to
 * exist anyway. An activation after a run belongs to it.
 */
export function runFinder(graph: Graph): RunFinder {
  const readers = countReaders(graph);
  const known = new Map<Call, LayerOps | undefined>();
  const readCall = (call: Call): LayerOps | undefined => {
    if (!known.has(call)) known.set(call, read(call));
    return known.get(call);
  };
  const isPrivate = (value: Value, count = 1) =>
    readers.get(value) === count && !graph.outputs.includes(value);

  /** How a value comes linearly from another one; from itself where nothing linear gives it. */
  const trace = (value: Value): Trace => {
    const call = value.call;
    if (!call) return itself(value);
    if (kindOf(call.layer).isSum) return traceSum(value, call);
    const layer = readCall(call);
    if (layer?.activation !== 'linear' || layer.flattens) return itself(value);
    return after(call, layer.ops);
  };

  const traceSum = (value: Value, call: Call): Trace => {
    const branches = call.inputs.map((input) => (isPrivate(input) ? trace(input) : itself(input)));
    const [from] = branches.map((branch) => branch.from) as [Value, ...Value[]];
    const isPlain = call.inputs.every(({ shape }) => shape.join() === value.shape.join());
    if (!isPlain || !isImage(value.shape) || branches.some((branch) => branch.from !== from))
      return itself(value);
    const sum: LinearOp = { kind: 'sum', branches: branches.map(({ ops }) => ops) };
    const before = isPrivate(from, call.inputs.length) ? trace(from) : itself(from);
    return {
      from: before.from,
      ops: [...before.ops, sum],
      calls: [...before.calls, ...branches.flatMap(({ calls }) => calls), call],
    };
  };

  const after = (call: Call, ops: readonly LinearOp[]): Trace => {
    const input = itemAt(call.inputs, 0);
    const before = isPrivate(input) ? trace(input) : itself(input);
    return {
      from: before.from,
      ops: [...before.ops, ...ops],
      calls: [...before.calls, call],
    };
  };

  return (value) => {
    const call = value.call;
    const layer = call && readCall(call);
    const whole = layer ? after(call, layer.ops) : trace(value);
    if (whole.ops.length === 0) return undefined;
    const { activation, flattens } = layer ?? { activation: 'linear', flattens: false };
    return { ...whole, activation, flattens };
  };
}

interface Trace {
  readonly from: Value;
  readonly ops: LinearRun;
  readonly calls: readonly Call[];
}

const itself = (from: Value): Trace => ({ from, ops: [], calls: [] });

const read = (call: Call): LayerOps | undefined =>
  isImage(call.inputs[0]?.shape ?? []) ? readCall(call) : undefined;

/** Or a signal. */
const isImage = ({ length: rank }: Shape): boolean => rank === 3 || rank === 4;

/** How many calls read each value that leads to an output, by arguments. */
function countReaders(graph: Graph): Map<Value, number> {
  const readers = new Map<Value, number>();
  for (const input of callsOf(graph).flatMap(({ inputs }) => inputs)) {
    readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  return readers;
}
