import { check } from '../internal/check';
import type { Call, FlatGraph, Value } from '../model/flatGraph';
import { foldRun } from '../model/foldRun';
import type { LinearRun } from '../model/linearMap';
import { type FoundRun, runFinder } from '../model/linearRuns';
import { type Costs, currentCosts } from './costs';
import { fusedGeometry } from './fusedRun';
import { fusingObstacle, type Size } from './runCost';
import {
  type Method,
  type MethodCosts,
  methodCosts,
  type PlanOptions,
  planBy,
  planRun,
  type RunPlan,
  sizeAfter,
} from './runPlan';

export interface FuseModelOptions {
  /** What work costs; by default what {@link calibrate} measured on this backend, or what is usual there. */
  readonly costs?: Costs | undefined;
  /** Images of a call for which the plan is made. Default: 1. */
  readonly batchSize?: number | undefined;
  /** Methods of runs by the name of their last layer, instead of the cheapest. */
  readonly plan?: Readonly<Record<string, Method>> | undefined;
}

/** What is to become of a run of linear layers. */
export interface PlannedRun {
  readonly run: FoundRun;
  readonly plan: RunPlan;
  /** Whether the model's own layers stay as they are. */
  readonly isLeft: boolean;
  /** Of each method for the whole run; none where the size of the images is not known. */
  readonly costs: MethodCosts;
  readonly reason: string;
}

/** Plans for all runs of a graph, by the value that each gives. */
export function plannedRuns(
  caller: string,
  graph: FlatGraph,
  { costs = currentCosts(), batchSize = 1, plan = {} }: FuseModelOptions,
): Map<Value, PlannedRun> {
  const find = runFinder(graph);
  const planned = new Map<Value, PlannedRun>();
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const run = find(value);
    if (!run) {
      value.call?.inputs.forEach(visit);
      return;
    }
    const method = plan[nameOf(run)];
    planned.set(value, planOne(caller, run, { costs, batch: batchSize }, method));
    visit(run.from);
  };
  graph.outputs.forEach(visit);
  const names = [...planned.values()].map(({ run }) => nameOf(run));
  for (const name of Object.keys(plan)) {
    check(
      names.includes(name),
      caller,
      `no run of linear layers ends in '${name}', but in ${names.map((one) => `'${one}'`).join(', ')}`,
    );
  }
  return planned;
}

/** The name of the last layer of a run. */
export const nameOf = ({ calls }: FoundRun): string => (calls.at(-1) as Call).layer.name;

function planOne(
  caller: string,
  run: FoundRun,
  options: PlanOptions,
  method: Method | undefined,
): PlannedRun {
  const folded = foldRun(run.maps);
  const gain = countMaps(run.maps) + separateActivations(run) - countMaps(folded);
  const layered: RunPlan = { segments: [{ method: 'layered', maps: folded }], cost: Number.NaN };
  const size = sizeOf(run.from);
  if (!size) {
    check(
      method === undefined,
      caller,
      `'${nameOf(run)}' cannot be ${method}: the size of its images is not known`,
    );
    const reason = 'the size of the images is not known';
    return { run, plan: layered, isLeft: gain === 0, costs: {}, reason };
  }
  const costs = methodCosts(folded, size, options);
  if (method !== undefined) {
    check(
      costs[method] !== undefined,
      caller,
      `'${nameOf(run)}' cannot be ${method}: ${obstacleOf(folded, size)}`,
    );
    const plan = planBy(method, folded, size, options);
    return { run, plan, isLeft: false, costs, reason: 'as asked' };
  }
  const plan = planRun(folded, size, options);
  const isLayered = plan.segments.every((segment) => segment.method === 'layered');
  const isLeft = isLayered && gain === 0;
  return {
    run,
    plan: isLayered ? { ...layered, cost: plan.cost } : plan,
    isLeft,
    costs,
    reason: reasonOf(isLeft, isLayered, folded, size),
  };
}

function reasonOf(isLeft: boolean, isLayered: boolean, folded: LinearRun, size: Size): string {
  if (!isLayered) return 'cheapest';
  if (folded.length === 1)
    return isLeft ? 'a single layer, as fast as it is' : 'folded into one layer';
  const obstacle = obstacleOf(folded, size);
  return obstacle ?? 'one layer after the other is cheapest';
}

/** Why a run cannot be one convolution. */
function obstacleOf(run: LinearRun, size: Size): string | undefined {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  if (!geometry) return 'its branches differ in stride';
  return fusingObstacle(run, geometry, size[2], sizeAfter(run, size)[2]);
}

/** Rows, columns and channels of a value; a signal has one row. */
function sizeOf({ shape }: Value): Size | undefined {
  const size = shape.slice(1);
  if (size.includes(null)) return undefined;
  return (size.length === 3 ? size : [1, ...size]) as unknown as Size;
}

function countMaps(run: LinearRun): number {
  return run.reduce((count, map) => {
    const inside = map.kind === 'sum' ? map.branches.map(countMaps) : [];
    return inside.reduce((a, b) => a + b, count + 1);
  }, 0);
}

/** Activations that are layers of their own, and that a convolution can end in. */
function separateActivations({ calls, activation }: FoundRun): number {
  const last = (calls.at(-1) as Call).layer.getClassName();
  const isSeparate = last === 'Activation' || last === 'ReLU';
  return isSeparate && (activation === 'relu' || activation === 'relu6') ? 1 : 0;
}
