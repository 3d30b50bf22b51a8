import { channelsAfter, type LinearRun, type Size, sizeAfter } from '../../../linear/linearOp';
import { fusedGeometry } from '../fusedRun';
import type { Costs } from './costs';
import {
  type CostOf,
  directCost,
  edgesCost,
  fourierCost,
  fusingObstacle,
  interiorOf,
  interiorPlan,
  layeredCost,
} from './runCost';

/**
 * How linear maps are computed: one after the other; as one convolution with exact edges, directly, by one transform
 * or in tiles.
 */
export type Method = 'layered' | 'direct' | 'fourier' | 'tiled';

export const methods: readonly Method[] = ['layered', 'direct', 'fourier', 'tiled'];

/** Predicted milliseconds of each method that is possible. */
export type MethodCosts = Partial<Record<Method, number>>;

/** Neighbouring maps of a run that are computed together. */
export interface Segment {
  readonly method: Method;
  readonly maps: LinearRun;
}

export interface RunPlan {
  readonly segments: readonly Segment[];
  /** Predicted milliseconds of these. */
  readonly cost: number;
}

export interface PlanOptions {
  readonly costs: Costs;
  /** Images of a call. */
  readonly batch: number;
}

/** Fusing must promise to save at least so much: predictions are not exact. */
const MARGIN = 0.8;

/** What each method would cost for a whole run. */
export function methodCosts(run: LinearRun, size: Size, options: PlanOptions): MethodCosts {
  const layered = layeredCost(run, size, options);
  return { layered, ...fusedCosts(run, size, options) };
}

function fusedCosts(run: LinearRun, size: Size, options: CostOf): MethodCosts {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  const [inputs, outputs] = [size[2], channelsAfter(run, size[2])];
  const isSingle = run.length === 1;
  if (isSingle && run[0]?.kind !== 'convolution' && run[0]?.kind !== 'sum') return {};
  if (!geometry || fusingObstacle(run, geometry, inputs, outputs)) return {};
  const edges = edgesCost(geometry, inputs, outputs, options);
  const direct =
    isSingle && run[0]?.kind === 'convolution'
      ? {}
      : {
          direct: edges + directCost(geometry, inputs, outputs, options),
        };
  if (geometry.some((axis) => interiorOf(axis) < 1)) return direct;
  const spectral = (method: 'fourier' | 'tiled') => {
    const plan = interiorPlan(geometry, method === 'tiled');
    return plan && { [method]: edges + fourierCost(plan, inputs, outputs, options) };
  };
  return { ...direct, ...spectral('fourier'), ...spectral('tiled') };
}

/** Segments are not longer than this. */
const LONGEST = 8;

/** The cheapest way to cut a run into segments and to compute each. */
export function planRun(run: LinearRun, size: Size, options: PlanOptions): RunPlan {
  const sizes = run.map((_, i) => sizeAfter(run.slice(0, i), size));
  // best[i]: the cheapest way to compute the first i maps
  const best: RunPlan[] = [{ segments: [], cost: 0 }];
  for (let end = 1; end <= run.length; end++) {
    let cheapest: RunPlan | undefined;
    for (let begin = Math.max(0, end - LONGEST); begin < end; begin++) {
      const before = best[begin] as RunPlan;
      const maps = run.slice(begin, end);
      const { method, cost } = cheapestMethod(maps, sizes[begin] as Size, options);
      const total = before.cost + cost;
      if (cheapest && cheapest.cost <= total) continue;
      cheapest = { segments: [...before.segments, { method, maps }], cost: total };
    }
    best.push(cheapest as RunPlan);
  }
  return best.at(-1) as RunPlan;
}

function cheapestMethod(maps: LinearRun, size: Size, options: PlanOptions) {
  const { layered = 0, ...fused } = methodCosts(maps, size, options);
  let found: { method: Method; cost: number } = { method: 'layered', cost: layered };
  for (const [method, cost] of Object.entries(fused) as [Method, number][]) {
    if (cost < MARGIN * layered && cost < found.cost) found = { method, cost };
  }
  return found;
}
