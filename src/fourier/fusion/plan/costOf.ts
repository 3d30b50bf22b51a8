import { itemAt } from '../../../internal/itemAt';
import type { PerAxis, Shapes } from '../../../linear/convolution';
import type { LinearRun, Size } from '../../../linear/linearOp';
import { type AxisTiling, tileAxis, tileFor } from '../../convolution/axisTiling';
import type { fusedGeometry } from '../fusedRun';
import { fusingWork } from '../fuseRun';
import { edgeWeights, runWork, zoneWork } from '../runWork';
import { type Zone, zonesOf } from '../zone';
import type { Costs } from './costs';

export type RunGeometry = NonNullable<ReturnType<typeof fusedGeometry>>;

/** Milliseconds for a batch of so many images. */
export interface CostOf {
  readonly costs: Costs;
  readonly batch: number;
}

const million = 1e6;

/** The ops one after the other. */
export function layeredCost(run: LinearRun<Shapes>, size: Size, { costs, batch }: CostOf): number {
  return runWork(run, size).reduce((sum, { op, multiplications, to }) => {
    const [rows, columns, outputs] = to;
    const values = rows * columns * outputs;
    const work = () => {
      if (op.kind === 'sum' || op.kind === 'padding') return values * costs.copy;
      if (op.kind !== 'convolution') return multiplications * costs.depthwise;
      return (multiplications / outputs) * vectors(outputs, costs) * costs.convolution;
    };
    return sum + costs.operation + (batch * work()) / million;
  }, 0);
}

/** Outputs that are computed, where one costs as much as a whole vector. */
export const vectors = (outputs: number, { vector }: Costs) => vector * Math.ceil(outputs / vector);

/** What fusing may cost once: values of kernels, and multiplications to make them. */
const MOST_WEIGHTS = 2 ** 24;
const MOST_WORK = 2 ** 31;

/** Why a run is not fused, where it would cost too much to begin with. */
export function fusingObstacle(
  run: LinearRun<Shapes>,
  geometry: RunGeometry,
  inputs: number,
  outputs: number,
): string | undefined {
  if (edgeWeights(geometry, inputs, outputs) > MOST_WEIGHTS) return 'kernels too large';
  if (fusingWork(run, geometry, inputs) > MOST_WORK) return 'too much work to fuse';
  return undefined;
}

/** Edges and corners of a fused run, and putting them together. */
export function edgesCost(
  geometry: RunGeometry,
  inputs: number,
  outputs: number,
  { costs, batch }: CostOf,
): number {
  const [rows, columns] = [zonesOf(geometry[0]), zonesOf(geometry[1])];
  let total = 0;
  for (const row of rows) {
    for (const column of columns) {
      total += (batch * croppedPixels([row, column], geometry) * inputs * costs.slice) / million;
      if (row.kind === 'interior' && column.kind === 'interior') continue;
      const [down, across] = [zoneWork(row, geometry[0]), zoneWork(column, geometry[1])];
      const places = down.places * across.places;
      const values = down.outputs * across.outputs * outputs;
      const taps = down.taps * across.taps * inputs;
      // a slice, the convolution, and the outputs to their places
      total += 3 * costs.operation;
      total += (batch * places * taps * vectors(values, costs) * costs.convolution) / million;
      total += (batch * places * values * costs.copy) / million;
    }
  }
  const values = geometry[0].outputs * geometry[1].outputs * outputs;
  const joins = (columns.length > 1 ? rows.length : 0) + (rows.length > 1 ? 1 : 0);
  const copies = (columns.length > 1 ? 1 : 0) + (rows.length > 1 ? 1 : 0);
  return total + joins * costs.operation + (batch * copies * values * costs.copy) / million;
}

/** Pixels that zones see, where they do not see the whole image. */
function croppedPixels(zones: PerAxis<Zone>, geometry: RunGeometry): number {
  const [rows, columns] = zones.map(({ from, seen }, axis) => {
    const { inputs } = itemAt(geometry, axis);
    return { seen: Math.min(from + seen, inputs) - Math.max(from, 0), inputs };
  }) as [{ seen: number; inputs: number }, { seen: number; inputs: number }];
  const isWhole = rows.seen === rows.inputs && columns.seen === columns.inputs;
  return isWhole ? 0 : rows.seen * columns.seen;
}

/** The interior of a fused run by one convolution. */
export function directCost(
  geometry: RunGeometry,
  inputs: number,
  outputs: number,
  { costs, batch }: CostOf,
): number {
  const [rows, columns] = geometry.map(interiorOf) as [number, number];
  const taps = geometry[0].span * geometry[1].span * inputs;
  const work = rows * columns * taps * vectors(outputs, costs) * costs.convolution;
  return 2 * costs.operation + (batch * work) / million;
}

/** Outputs and places that the product of all patches computes together, and outputs that gathering what they see costs. */
const GROUP = 8;
const BLOCK = 4;
const GATHERED = 5;

/** All patches of a fused run at once; undefined where the backend has no such product. */
export function patchesCost(
  geometry: RunGeometry,
  inputs: number,
  outputs: number,
  { costs: { operation, patches }, batch }: CostOf,
): number | undefined {
  if (patches === undefined) return undefined;
  const [rows, columns] = [zonesOf(geometry[0]), zonesOf(geometry[1])];
  let work = 0;
  for (const row of rows) {
    for (const column of columns) {
      const [down, across] = [zoneWork(row, geometry[0]), zoneWork(column, geometry[1])];
      const places = BLOCK * Math.ceil((batch * down.places * across.places) / BLOCK);
      const groups = down.outputs * Math.ceil((across.outputs * outputs) / GROUP);
      work += places * down.taps * across.taps * inputs * (GROUP * groups + GATHERED);
    }
  }
  return 2 * operation + (work * patches) / million;
}

/** The interior of a fused run in the Fourier domain, in tiles or at once. */
export function fourierCost(
  tiling: PerAxis<AxisTiling>,
  inputs: number,
  outputs: number,
  { costs, batch }: CostOf,
): number {
  const tiles = tiling[0].tiles.length * tiling[1].tiles.length;
  const points = tiling[0].n * tiling[1].n;
  const bins = (tiling[0].n / 2 + 1) * tiling[1].n;
  const transform = (inputs + outputs) * points * Math.log2(points) * costs.transform;
  const product = 4 * bins * inputs * outputs * costs.product;
  // the transfer function is read once a call
  const reading = 2 * bins * inputs * outputs * costs.copy;
  // bias and activation
  const ending = 2 * tiling[0].outputs * tiling[1].outputs * outputs * costs.copy;
  const operations = (costs.fourierOperations + 2) * costs.operation;
  return operations + (batch * (tiles * (transform + product) + ending) + reading) / million;
}

/** Transforms for the interior of a fused run; undefined in tiles where one tile is all. */
export function interiorTiling(
  geometry: RunGeometry,
  tiled: boolean,
): PerAxis<AxisTiling> | undefined {
  const tilings = geometry.map((axis) => {
    const outputs = axis.stride * (interiorOf(axis) - 1) + 1;
    const tile = tiled ? tileFor(outputs, axis.span) : undefined;
    return tileAxis(outputs + axis.span - 1, axis.span, [0, 0], tile);
  }) as [AxisTiling, AxisTiling];
  const isTiled = tilings.some(({ tiles }) => tiles.length > 1);
  return tiled && !isTiled ? undefined : tilings;
}

/** Outputs of the interior along an axis; none where there is no interior. */
export function interiorOf({ outputs, edges }: RunGeometry[0]): number {
  return edges ? outputs - edges[0] - edges[1] : 0;
}
