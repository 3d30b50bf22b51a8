import type { PerAxis, Shapes } from '../../linear/convolution';
import { type LinearOp, type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import type { AxisGeometry } from './runGeometry';
import { type Zone, zonesOf } from './zone';

/** Multiplications of an op, for one image. */
export interface OpWork {
  readonly op: LinearOp<Shapes>;
  readonly multiplications: number;
  /** Rows, columns and channels of what goes in and what comes out. */
  readonly from: Size;
  readonly to: Size;
}

/** What the ops of a run cost for one image of this size; a sum's branches one after the other, then the sum. */
export function runWork(run: LinearRun<Shapes>, size: Size): OpWork[] {
  let from = size;
  return run.flatMap((op) => {
    const to = sizeAfter([op], from);
    const own = { op, from, to, multiplications: to[0] * to[1] * perOutput(op, from[2], to[2]) };
    const inside = op.kind === 'sum' ? op.branches.flatMap((one) => runWork(one, from)) : [];
    from = to;
    return [...inside, own];
  });
}

/** Multiplications for one pixel of all channels. */
function perOutput(op: LinearOp<Shapes>, inputs: number, outputs: number): number {
  if (op.kind === 'sum') return op.branches.length * outputs;
  if (op.kind === 'padding') return 0;
  if (op.kind === 'pooling') return op.size[0] * op.size[1] * outputs;
  const taps = op.kernel.shape[0] * op.kernel.shape[1];
  return taps * outputs * (op.kind === 'depthwise' ? 1 : inputs);
}

export function multiplicationsOf(run: LinearRun<Shapes>, size: Size): number {
  return runWork(run, size).reduce((sum, { multiplications }) => sum + multiplications, 0);
}

/** Rows or columns of kernel, outputs that it gives at a place, and places, of a zone of a fused run. */
export function zoneWork({ kind, count, seen }: Zone, { span }: AxisGeometry) {
  return kind === 'interior'
    ? { taps: span, outputs: 1, places: count }
    : { taps: seen, outputs: count, places: 1 };
}

/** Weights of the kernels at edges and corners that a fused run needs. */
export function edgeWeights(
  geometry: PerAxis<AxisGeometry>,
  inputs: number,
  outputs: number,
): number {
  const along = (axis: 0 | 1) =>
    zonesOf(geometry[axis]).map((zone) => {
      const { taps, outputs: own } = zoneWork(zone, geometry[axis]);
      return { isInterior: zone.kind === 'interior', weights: taps * own };
    });
  let pairs = 0;
  for (const row of along(0)) {
    for (const column of along(1)) {
      if (!row.isInterior || !column.isInterior) pairs += row.weights * column.weights;
    }
  }
  return pairs * inputs * outputs;
}
