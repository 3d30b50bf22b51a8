import * as tf from '@tensorflow/tfjs-core';
import { keptWith } from '../../internal/keptWith';
import { type AdjointMeans, adjointRun } from '../../linear/adjointRun';
import { type Convolution, one, type PerAxis, type Shapes, span } from '../../linear/convolution';
import { type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import { adjointByPatches, adjointPatches, patchAdjoint } from './adjointPatches';
import { fusedGeometry } from './fusedRun';
import { isConvolutionRun, type RunPaths, runPaths } from './pathPatches';
import { type CostOf, fusingObstacle, type RunGeometry } from './plan/costOf';
import { usualCosts } from './plan/costs';
import { quickConvolution, quickMethod } from './quickConvolution';
import { type Zone, zonesOf } from './zone';

/** Convolutions in the cheapest way; what is made of weights is kept with them. */
const quickMeans: AdjointMeans = { convolve: quickConvolution, make: keptWith };

/**
 * The transpose of a run's linear part, of cotangents [batch, rows, columns, out] for inputs of a size: map by map, or,
 * for stacks of convolutions, by fused kernels, where making these for one use is predicted to pay.
 */
export function quickAdjoint(run: LinearRun, c: tf.Tensor4D, size: Size): tf.Tensor4D {
  const options = { costs: usualCosts(), batch: c.shape[0] };
  const stack = isConvolutionRun(run) && run.length > 1 ? run : [];
  const layered = layeredAdjointCost(stack, size, options);
  // the search for paths takes its time, too
  const isQuick = layered < OPERATIONS * (stack.length + 1) * options.costs.operation;
  const paths = isQuick ? undefined : runPaths(stack);
  const geometry = paths && innerGeometry(paths, size);
  if (
    geometry &&
    makingCost(paths, geometry, options) + patchesCost(paths, geometry, options) < layered
  ) {
    return tf.tidy(() => {
      const patches = adjointPatches(paths, geometry, keptWith);
      return adjointByPatches(patches, geometry, c, quickConvolution);
    });
  }
  return adjointRun(run, c, size, quickMeans);
}

/** Of images that are large enough for an interior. */
export function innerGeometry(
  { stack: run }: RunPaths<Shapes>,
  size: Size,
): RunGeometry | undefined {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  if (!geometry?.every(({ edges }) => edges !== null)) return undefined;
  const outputs = sizeAfter(run, size)[2];
  return fusingObstacle(run, geometry, size[2], outputs) ? undefined : geometry;
}

export function layeredAdjointCost(
  run: readonly Convolution<Shapes>[],
  size: Size,
  options: CostOf,
): number {
  return run.reduce((sum, { kernel, dilations }, i) => {
    const [rows, columns, inputs, outputs] = kernel.shape;
    const from = sizeAfter(run.slice(0, i + 1), size);
    const adjoint = wholly([rows, columns, outputs, inputs], dilations);
    return sum + quickMethod(adjoint, from, options).cost;
  }, 0);
}

/** Operations of composing a layer, and of a patch, most of them to make its kernel. */
const OPERATIONS = 10;
const MAKING = 6;

function makingCost(
  { stack, work }: RunPaths<Shapes>,
  geometry: RunGeometry,
  { costs }: CostOf,
): number {
  const patches = zonesOf(geometry[0]).length * zonesOf(geometry[1]).length;
  const operations = MAKING * patches + OPERATIONS * stack.length;
  return operations * costs.operation + (work * costs.convolution) / 1e6;
}

/** Of the adjoint by patches that are made. */
export function patchesCost(
  { stack: run }: RunPaths<Shapes>,
  geometry: RunGeometry,
  options: CostOf,
): number {
  const channels = [run[0]?.kernel.shape[2], run.at(-1)?.kernel.shape[3]] as [number, number];
  const [rows, columns] = [zonesOf(geometry[0]), zonesOf(geometry[1])];
  const patches = rows.flatMap((row) =>
    columns.map((column) => patchCost([row, column], geometry, channels, options)),
  );
  const operations = (OPERATIONS - MAKING) * patches.length * options.costs.operation;
  return patches.reduce((sum, cost) => sum + cost, operations);
}

function patchCost(
  zones: PerAxis<Zone>,
  geometry: RunGeometry,
  channels: readonly [number, number],
  options: CostOf,
): number {
  const [row, column] = zones;
  const size = [row.count, column.count, channels[1]] as const;
  return quickMethod(patchAdjoint(zones, geometry, channels), size, options).cost;
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
