import { check } from '../../../internal/check';
import { itemAt } from '../../../internal/itemAt';
import { integer, type Kind, record, text } from '../../../internal/kinds';
import { nearestNames } from '../../../internal/nearestNames';
import { type KindsOf, optionsOf } from '../../../internal/options';
import { shown } from '../../../internal/shown';
import { foldRun } from '../../../linear/foldRun';
import { type LinearRun, type Size, sizeAfter, sizeOf } from '../../../linear/linearOp';
import type { Graph, Value } from '../../../model/graph';
import { kindOf } from '../../../model/layerKinds';
import { type FoundRun, runFinder } from '../../../model/runFinder';
import { uniqueNames } from '../../../model/uniqueNames';
import { fusedGeometry } from '../fusedRun';
import { fusingObstacle } from './costOf';
import { type Costs, checkedCosts, usualCosts } from './costs';
import {
  type Method,
  type MethodCosts,
  methodCosts,
  methods,
  type PlanOptions,
  planRun,
  type RunPlan,
} from './runPlan';

export interface FuseModelOptions {
  /** What work costs, as measured by {@link measureCosts}. Default: what is usual on the backend in use. */
  readonly costs?: Costs | undefined;
  /** Images of a call for which the plan is made. Default: 1. */
  readonly batchSize?: number | undefined;
  /** Methods of runs by their names (see {@link explainPlan}), instead of the cheapest. Default: none. */
  readonly plan?: Readonly<Record<string, Method>> | undefined;
}

const planKind: Kind = {
  holds: (value) => record.holds(value) && Object.values(value as object).every(text.holds),
  described: 'an object, { run: method }',
};

const kinds: KindsOf<FuseModelOptions> = { costs: record, batchSize: integer(1), plan: planKind };

/** What is to become of a run of linear layers. */
export interface PlannedRun {
  readonly run: FoundRun;
  /** That of its last layer; where several runs end in a shared layer, name, name_1, ... */
  readonly name: string;
  readonly plan: RunPlan;
  /** Whether the model's own layers stay as they are. */
  readonly isLeft: boolean;
  /** Of each method for the whole run; none where the size of the images is not known. */
  readonly costs: MethodCosts;
  readonly reason: string;
}

/** Plans for all runs of a graph, by the value that each gives. */
export function plannedRuns(graph: Graph, options: FuseModelOptions): Map<Value, PlannedRun> {
  const { costs: given, batchSize = 1, plan = {} } = optionsOf(options, kinds);
  const costs = given ? checkedCosts(given) : usualCosts();
  const wished = new Map(Object.entries(plan));
  const unique = uniqueNames();
  const planned = new Map<Value, PlannedRun>();
  for (const [value, run] of runsOf(graph)) {
    const name = unique(itemAt(run.calls, -1).layer.name);
    const options = { costs, batch: batchSize };
    planned.set(value, {
      run,
      name,
      ...planOne(run, options, { name, method: wished.get(name) }),
    });
  }
  const names = [...planned.values()].map(({ name }) => name);
  for (const name of wished.keys()) {
    const known = names.length > 0 ? `; there are ${nearestNames(name, names)}` : '';
    check(names.includes(name), `no run of linear layers is called ${shown(name)}${known}`);
  }
  return planned;
}

/** All runs of a graph, from the outputs to the inputs, by the value that each gives. */
function runsOf(graph: Graph): Map<Value, FoundRun> {
  const find = runFinder(graph);
  const runs = new Map<Value, FoundRun>();
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const run = find(value);
    if (run) runs.set(value, run);
    for (const before of run ? [run.from] : (value.call?.inputs ?? [])) visit(before);
  };
  graph.outputs.forEach(visit);
  return runs;
}

type Planned = Omit<PlannedRun, 'run' | 'name'>;

/** What the user wants of a run. */
interface Wish {
  readonly name: string;
  readonly method: Method | undefined;
}

function planOne(run: FoundRun, options: PlanOptions, { name, method }: Wish): Planned {
  const folded = foldRun(run.ops);
  const gain = countOps(run.ops) + separateActivations(run) - countOps(folded);
  const size = sizeOf(run.from.shape);
  const costs = size ? methodCosts(folded, size, options) : {};
  if (method !== undefined && (size || method !== 'layered')) {
    const reason = size ? obstacleOf(method, folded, size) : unknownSize;
    const cost = methods.includes(method) ? costs[method] : undefined;
    check(
      cost !== undefined,
      `${shown(name)} cannot be ${methods.includes(method) ? method : shown(method)}: ${reason}`,
    );
    const segments = [{ method, ops: folded }];
    return {
      plan: { stages: segments, cost },
      isLeft: false,
      costs,
      reason: 'as asked',
    };
  }
  const layered: RunPlan = { stages: [{ method: 'layered', ops: folded }], cost: Number.NaN };
  if (!size) return { plan: layered, isLeft: gain === 0, costs, reason: unknownSize };
  const plan = planRun(folded, size, options);
  if (plan.stages.some((stage) => stage.method !== 'layered')) {
    return { plan, isLeft: false, costs, reason: 'cheapest' };
  }
  const isLeft = gain === 0;
  const reason = layeredReason(isLeft, folded, size);
  return { plan: { ...layered, cost: plan.cost }, isLeft, costs, reason };
}

const unknownSize = 'the size of the images is not known';

function layeredReason(isLeft: boolean, folded: LinearRun, size: Size): string {
  if (folded.length === 1) {
    return isLeft ? 'a single layer, as fast as it is' : 'folded into one layer';
  }
  return fusionObstacle(folded, size) ?? 'one layer after the other is cheapest';
}

/** Why a run cannot be one convolution. */
function fusionObstacle(run: LinearRun, size: Size): string | undefined {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  if (!geometry) return 'its branches differ in stride';
  return fusingObstacle(run, geometry, size[2], sizeAfter(run, size)[2]);
}

/** Why a run cannot be computed by a method that it could be asked for. */
function obstacleOf(method: Method, run: LinearRun, size: Size): string {
  if (!methods.includes(method)) return `the methods are ${methods.join(', ')}`;
  const obstacle = fusionObstacle(run, size);
  if (obstacle) return obstacle;
  if (run.length === 1) {
    return run[0]?.kind === 'convolution'
      ? 'a single convolution is layered'
      : 'it is no convolution';
  }
  return method === 'tiled' ? 'one tile covers the images' : 'all outputs are at the edges';
}

function countOps(run: LinearRun): number {
  return run.reduce((count, op) => {
    const inside = op.kind === 'sum' ? op.branches.map(countOps) : [];
    return inside.reduce((a, b) => a + b, count + 1);
  }, 0);
}

/**
 * Activations that are layers of their own, and that an op can end in; none behind one convolution, where a layer of ours
 * costs more than is saved.
 */
function separateActivations({ calls, ops, activation }: FoundRun): number {
  if (ops.length === 1 && ops[0]?.kind === 'convolution') return 0;
  const isSeparate = kindOf(itemAt(calls, -1).layer).isActivation;
  return isSeparate && (activation === 'relu' || activation === 'relu6') ? 1 : 0;
}
