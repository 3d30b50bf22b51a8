import type { PerAxis } from '../../linear/convolution';
import { type LinearMap, type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import type { AxisGeometry } from './runGeometry';
import { type Zone, zonesOf } from './zone';

/** Multiplications of a map, for one image. */
export interface MapWork {
  readonly map: LinearMap;
  readonly multiplications: number;
  /** Rows, columns and channels of what goes in and what comes out. */
  readonly from: Size;
  readonly to: Size;
}

/** What the maps of a run cost for one image of this size; a sum's branches one after the other, then the sum. */
export function runWork(run: LinearRun, size: Size): MapWork[] {
  let from = size;
  return run.flatMap((map) => {
    const to = sizeAfter([map], from);
    const own = { map, from, to, multiplications: to[0] * to[1] * perAnswer(map, from[2], to[2]) };
    const inside = map.kind === 'sum' ? map.branches.flatMap((one) => runWork(one, from)) : [];
    from = to;
    return [...inside, own];
  });
}

/** Multiplications for one pixel of all channels. */
function perAnswer(map: LinearMap, inputs: number, outputs: number): number {
  if (map.kind === 'sum') return map.branches.length * outputs;
  if (map.kind === 'padding') return 0;
  if (map.kind === 'pooling') return map.size[0] * map.size[1] * outputs;
  const taps = map.kernel.shape[0] * map.kernel.shape[1];
  return taps * outputs * (map.kind === 'depthwise' ? 1 : inputs);
}

export function multiplicationsOf(run: LinearRun, size: Size): number {
  return runWork(run, size).reduce((sum, { multiplications }) => sum + multiplications, 0);
}

/** Rows or columns of kernel, answers that it gives at a place, and places, of a zone of a fused run. */
export function zoneWork({ kind, count, seen }: Zone, { span }: AxisGeometry) {
  return kind === 'interior'
    ? { taps: span, answers: 1, places: count }
    : { taps: seen, answers: count, places: 1 };
}

/** Weights of the kernels at edges and corners that a fused run needs. */
export function edgeWeights(
  geometry: PerAxis<AxisGeometry>,
  inputs: number,
  outputs: number,
): number {
  const along = (axis: 0 | 1) =>
    zonesOf(geometry[axis]).map((zone) => {
      const { taps, answers } = zoneWork(zone, geometry[axis]);
      return { isInterior: zone.kind === 'interior', weights: taps * answers };
    });
  let pairs = 0;
  for (const row of along(0)) {
    for (const column of along(1)) {
      if (!row.isInterior || !column.isInterior) pairs += row.weights * column.weights;
    }
  }
  return pairs * inputs * outputs;
}
