import type * as tf from '@tensorflow/tfjs-core';
import { adjointRun } from '../../linear/adjointRun';
import { type Convolution, one, type PerAxis, type Shapes, span } from '../../linear/convolution';
import { type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import { adjointByPatches } from './adjointByPatches';
import { fusedGeometry } from './fusedRun';
import { isConvolutionRun, type RunPaths, runPaths } from './pathPatches';
import { type CostOf, fusingObstacle, type RunGeometry } from './plan/costOf';
import { usualCosts } from './plan/costs';
import { quickConvolution, quickMethod } from './quickConvolution';
import { zoneWork } from './runWork';
import { type Zone, zonesOf } from './zone';

/**
 * The transpose of a run's linear part, of cotangents [batch, rows, columns, out] for inputs of a size: map by map, or,
 * for stacks of convolutions, by fused kernels, where making these for one use is predicted to pay.
 */
export function quickAdjoint(run: LinearRun, c: tf.Tensor4D, size: Size): tf.Tensor4D {
  const options = { costs: usualCosts(), batch: c.shape[0] };
  const stack = isConvolutionRun(run) && run.length > 1 ? run : [];
  const layered = layeredCost(stack, size, options);
  // the search for paths takes its time, too
  const isQuick = layered < OPERATIONS * (stack.length + 1) * options.costs.operation;
  const paths = isQuick ? undefined : runPaths(stack);
  const geometry = paths && innerGeometry(paths, size);
  if (geometry && pathsCost(paths, geometry, options) < layered) {
    return adjointByPatches(paths, geometry, c);
  }
  return adjointRun(run, c, size, quickConvolution);
}

/** Of images that are large enough for an interior. */
function innerGeometry({ stack: run }: RunPaths<Shapes>, size: Size): RunGeometry | undefined {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  if (!geometry?.every(({ edges }) => edges !== null)) return undefined;
  const outputs = sizeAfter(run, size)[2];
  return fusingObstacle(run, geometry, size[2], outputs) ? undefined : geometry;
}

function layeredCost(run: readonly Convolution<Shapes>[], size: Size, options: CostOf): number {
  return run.reduce((sum, { kernel, dilations }, i) => {
    const [rows, columns, inputs, outputs] = kernel.shape;
    const from = sizeAfter(run.slice(0, i + 1), size);
    const adjoint = wholly([rows, columns, outputs, inputs], dilations);
    return sum + quickMethod(adjoint, from, options).cost;
  }, 0);
}

/** Operations of composing a layer, and of a patch. */
const OPERATIONS = 10;

function pathsCost(
  { stack: run, work }: RunPaths<Shapes>,
  geometry: RunGeometry,
  options: CostOf,
): number {
  const { operation, convolution } = options.costs;
  const channels = [run[0]?.kernel.shape[2], run.at(-1)?.kernel.shape[3]] as [number, number];
  const [rows, columns] = [zonesOf(geometry[0]), zonesOf(geometry[1])];
  const patches = rows.flatMap((row) =>
    columns.map((column) => patchCost([row, column], geometry, channels, options)),
  );
  const operations = OPERATIONS * (run.length + patches.length) * operation;
  return patches.reduce((sum, cost) => sum + cost, operations + (work * convolution) / 1e6);
}

function patchCost(
  zones: PerAxis<Zone>,
  geometry: RunGeometry,
  [inputs, outputs]: readonly [number, number],
  options: CostOf,
): number {
  const along = (axis: 0 | 1) => {
    const { taps, outputs: own, places } = zoneWork(zones[axis], geometry[axis]);
    const isInterior = zones[axis].kind === 'interior';
    return { own, places, taps: isInterior ? taps : 1, seen: isInterior ? 1 : taps };
  };
  const [down, across] = [along(0), along(1)];
  const values = down.own * across.own * outputs;
  const seen = down.seen * across.seen * inputs;
  const adjoint = wholly([down.taps, across.taps, values, seen], one);
  return quickMethod(adjoint, [down.places, across.places, values], options).cost;
}

/** A convolution with all that its kernel meets at least partly. */
function wholly(
  shape: readonly [number, number, number, number],
  dilations: PerAxis,
): Convolution<Shapes> {
  const kernel = { shape };
  const [rows, columns] = span({ kernel, dilations });
  const margins = [[rows - 1, rows - 1] as const, [columns - 1, columns - 1] as const] as const;
  return { kind: 'convolution', kernel, strides: one, dilations, margins };
}
