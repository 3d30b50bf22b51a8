import {
  type GraphValue,
  isSignal,
  type Rows,
  type Signal,
  type Size,
  shapeIn,
  sizesIn,
} from '../graphValue';
import { elementwiseOps } from './elementwiseOps';
import { passingOps } from './graphOps';
import type { Op, OpContext } from './op';
import { poolingOps } from './poolingOps';
import { countIn, reshaped } from './shapeOps';
import { weightedOps } from './weightedOps';

/** What is done to each row for itself, so that it does not matter how rows stand. */
const ofEachRow: Readonly<Record<string, Op | undefined>> = {
  ...passingOps,
  ...elementwiseOps,
  ...{ MatMul: weightedOps['MatMul'], _FusedMatMul: weightedOps['_FusedMatMul'] },
  ...{ Softmax: poolingOps['Softmax'], LogSoftmax: poolingOps['LogSoftmax'] },
};

const isRows = (value: GraphValue | undefined): value is Rows => value?.kind === 'rows';

/**
 * Rows put one below the other for a matrix product, as graphs write a Dense layer at each of many places, and then back;
 * undefined where that is not what a node does.
 */
export function ofRows(context: OpContext): GraphValue | undefined {
  const { node, inputs } = context;
  const [x] = inputs;
  if (node.op === 'Reshape' && isSignal(x)) return below(x, sizesIn(inputs[1]));
  if (node.op === 'Reshape' && isRows(x)) return back(context, x, sizesIn(inputs[1]));
  const convert = Object.hasOwn(ofEachRow, node.op) ? ofEachRow[node.op] : undefined;
  if (!convert || !inputs.some(isRows) || inputs.some(isSignal)) return undefined;
  const rows = inputs.filter(isRows);
  const places = rows.map(({ of }) => `${shapeIn(of).slice(0, -1)}`);
  if (places.some((one) => one !== places[0])) return undefined;
  const given = inputs.map((value) => (isRows(value) ? value.of : value));
  const y = convert({ ...context, inputs: given }) as GraphValue | undefined;
  return isSignal(y) ? { kind: 'rows', of: y } : undefined;
}

/** [batch, ..., numbers] as [batch · ..., numbers]. */
function below(of: Signal, sizes: readonly Size[] | undefined): Rows | undefined {
  const shape = shapeIn(of);
  const [rows, last] = sizes ?? [];
  const count = countIn(shape.slice(1, -1));
  const isOfRows =
    rows === -1 || (typeof rows === 'object' && rows.axis === 0 && rows.times === count);
  const isWhole = sizes?.length === 2 && typeof last === 'number' && last === shape.at(-1);
  return isWhole && isOfRows && shape.length > 2 && count !== 1 ? { kind: 'rows', of } : undefined;
}

function back(
  context: OpContext,
  { of }: Rows,
  sizes: readonly Size[] | undefined,
): GraphValue | undefined {
  const [batch, ...rest] = sizes ?? [];
  const isBatch =
    (typeof batch === 'object' && batch.axis === 0 && batch.times === 1) ||
    batch === -1 ||
    batch === (context.batch ?? 1);
  const known = rest.map((size) => (typeof size === 'number' && size !== -1 ? size : null));
  const open = known.filter((size) => size === null).length;
  const isSame = rest.length > 0 && countIn(known) === countIn(shapeIn(of).slice(1));
  const isAsBefore = `${known}` === `${shapeIn(of).slice(1)}`;
  if (!isBatch || !(isSame || isAsBefore || open === 1)) return undefined;
  return isAsBefore ? of : reshaped(context, context.node.name, of, known);
}
