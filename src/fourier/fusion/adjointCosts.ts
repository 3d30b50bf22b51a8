import { type Convolution, one, type PerAxis, type Shapes, span } from '../../linear/convolution';
import { type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import { patchAdjoint } from './adjointPatches';
import { fusedGeometry } from './fusedRun';
import { isConvolutionRun, type RunPaths, runPaths } from './pathPatches';
import { type CostOf, fusingObstacle, layeredCost, type RunGeometry } from './plan/costOf';
import type { MethodCosts } from './plan/runPlan';
import { quickMethod } from './quickConvolution';
import { type Zone, zonesOf } from './zone';

/** What the adjoints of ops cost for images of a size, op by op and by fused kernels, with what making these takes. */
const costsWith =
  (making: typeof makingCost) =>
  (ops: LinearRun<Shapes>, size: Size, options: CostOf): MethodCosts => {
    if (!isConvolutionRun(ops)) return { layered: layeredCost(ops, size, options) };
    const layered = layeredAdjointCost(ops, size, options);
    const inner = innerPaths(ops, size);
    if (!inner) return { layered };
    const { paths, geometry } = inner;
    const patches = patchesCost(paths, geometry, options);
    return { layered, direct: making(paths, geometry, options) + patches };
  };

/** Where the kernels are there. */
export const adjointCosts = costsWith(() => 0);

/** Where the kernels are to be made. */
export const firstAdjointCosts = costsWith(makingCost);

/** The paths of a stack of convolutions, for images that are large enough for an interior; undefined of all else. */
export function innerPaths<T extends Shapes>(ops: LinearRun<T>, size: Size) {
  const paths = isConvolutionRun(ops) && ops.length > 1 ? runPaths(ops) : undefined;
  const geometry = paths && innerGeometry(paths, size);
  return geometry && { paths, geometry };
}

function innerGeometry({ stack: run }: RunPaths<Shapes>, size: Size): RunGeometry | undefined {
  const geometry = fusedGeometry(run, [size[0], size[1]]);
  if (!geometry?.every(({ edges }) => edges !== null)) return undefined;
  const outputs = sizeAfter(run, size)[2];
  return fusingObstacle(run, geometry, size[2], outputs) ? undefined : geometry;
}

function layeredAdjointCost(
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
function patchesCost(
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
