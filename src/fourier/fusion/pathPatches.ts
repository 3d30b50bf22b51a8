import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import type { Convolution, PerAxis, Shapes, Tensors } from '../../linear/convolution';
import type { LinearRun } from '../../linear/linearOp';
import { type PathState, type PathStep, pathsAlong, stays } from './pathsAlong';
import type { AxisGeometry } from './runGeometry';
import { type Zone, zonesOf } from './zone';

/** The kernel of a zone of rows and a zone of columns, as of a patch of a fused run. */
export interface PatchKernel {
  readonly zones: PerAxis<Zone>;
  readonly kernel: tf.Tensor4D;
}

/** A stack and the paths through it. */
export interface RunPaths<T extends Shapes = Tensors> {
  readonly stack: readonly Convolution<T>[];
  readonly steps: PerAxis<readonly PathStep[]>;
  /** Multiplications of composing the stack. */
  readonly work: number;
}

/** Whether a run is nothing but convolutions of stride 1. */
export function isConvolutionRun<T extends Shapes>(
  run: LinearRun<T>,
): run is readonly Convolution<T>[] {
  return run.every((op) => op.kind === 'convolution' && op.strides.every((n) => n === 1));
}

/** Values of products along paths that are held at once. */
const MOST_VALUES = 2 ** 24;

/** The paths through a stack; undefined where there are too many. */
export function runPaths<T extends Shapes>(
  run: readonly Convolution<T>[],
): RunPaths<T> | undefined {
  const [rows, columns] = [pathsAlong(run, 0), pathsAlong(run, 1)];
  if (!rows || !columns) return undefined;
  const inputs = run[0]?.kernel.shape[2] ?? 0;
  let [work, down, across] = [0, 1, 1];
  for (const [i, { kernel }] of run.entries()) {
    const [row, column] = [rows[i], columns[i]] as [PathStep, PathStep];
    const [from, to] = [kernel.shape[2], kernel.shape[3]];
    const products = down * row.taps * across * column.taps * inputs * to;
    if (products > MOST_VALUES) return undefined;
    const byRows = row.states.length * across * column.taps * inputs * to;
    // the products, and their sums along rows and columns
    work += products * from;
    if (row.states.length < row.leads.length) work += products * row.states.length;
    if (column.states.length < column.leads.length) work += byRows * column.states.length;
    [down, across] = [row.states.length, column.states.length];
  }
  return { stack: run, steps: [rows, columns], work };
}

/**
 * The kernels of all zones of a stack. Layer by layer, the products of the kernels are summed over all paths that lead
 * to the same state, rows and columns on their own; what a zone sees of an input is the sum over the paths that lead from
 * it to an output and stay in the images.
 *
 * @param isFlipped whether the taps of interiors come in reverse, as the adjoint needs them
 */
export function pathPatches(
  { stack: run, steps }: RunPaths,
  geometry: PerAxis<AxisGeometry>,
  isFlipped = false,
): PatchKernel[] {
  const [rows, columns] = steps;
  // the paths through one layer are its taps
  const [first, ...others] = run.map(({ kernel }) => kernel) as [tf.Tensor4D, ...tf.Tensor4D[]];
  const composed = others.reduce(
    (product, kernel, i) =>
      tf.tidy(() => throughLayer(product, kernel, itemAt(rows, i + 1), itemAt(columns, i + 1))),
    first,
  );
  const [states, , inputs, outputs] = composed.shape;
  const columnsFirst = tf.transpose(composed, [1, 0, 2, 3]);
  const across = viewsOf(columns, geometry[1], isFlipped).map((column) => {
    const pairs = tf.matMul(column.paths, tf.reshape(columnsFirst, [column.paths.shape[1], -1]));
    const grid = tf.reshape(pairs, [column.seen, column.outputs, states, inputs, outputs]);
    return { ...column, byStates: tf.reshape(tf.transpose(grid, [2, 0, 3, 1, 4]), [states, -1]) };
  });
  return viewsOf(rows, geometry[0], isFlipped).flatMap((row) =>
    across.map(({ zone, seen, outputs: answers, byStates }): PatchKernel => {
      const pairs = tf.matMul(row.paths, byStates as tf.Tensor2D);
      const grid = tf.reshape(pairs, [row.seen, row.outputs, seen * inputs, answers * outputs]);
      const shape = [row.seen, seen, inputs, row.outputs * answers * outputs] as const;
      const kernel = tf.reshape<tf.Rank.R4>(tf.transpose(grid, [0, 2, 1, 3]), [...shape]);
      return { zones: [row.zone, zone], kernel };
    }),
  );
}

/** Products [states of rows, states of columns, in, channels] through one more layer. */
function throughLayer(
  product: tf.Tensor4D,
  kernel: tf.Tensor4D,
  rows: PathStep,
  columns: PathStep,
): tf.Tensor4D {
  const [down, across, inputs, channels] = product.shape;
  const outputs = kernel.shape[3];
  const taps = tf.reshape(tf.transpose(kernel, [2, 0, 1, 3]), [channels, -1]);
  const all = tf.matMul(tf.reshape(product, [-1, channels]), taps);
  const split = tf.reshape(all, [down, across, inputs, rows.taps, columns.taps, outputs]);
  const rowsFirst = tf.transpose(split, [0, 3, 1, 4, 2, 5]);
  const byRows = summed(tf.reshape(rowsFirst, [down * rows.taps, -1]), rows);
  const after = [rows.states.length, across * columns.taps, inputs * outputs] as const;
  const columnsFirst = tf.transpose(tf.reshape(byRows, [...after]), [1, 0, 2]);
  const byColumns = summed(tf.reshape(columnsFirst, [across * columns.taps, -1]), columns);
  const states = [columns.states.length, rows.states.length, inputs, outputs] as const;
  return tf.transpose(tf.reshape<tf.Rank.R4>(byColumns, [...states]), [1, 0, 2, 3]);
}

/** [states before · taps, values] to [states after, values]: the sum of all that lead to the same state. */
function summed(products: tf.Tensor2D, { states, leads }: PathStep): tf.Tensor2D {
  if (states.length === leads.length) return products;
  const matrix = new Float32Array(states.length * leads.length);
  for (const [from, to] of leads.entries()) matrix[to * leads.length + from] = 1;
  return tf.matMul(tf.tensor2d(matrix, [states.length, leads.length]), products);
}

/** What a zone sees. */
interface View {
  readonly zone: Zone;
  readonly seen: number;
  readonly outputs: number;
  /** The paths of every pair of an input and an output, [seen · outputs, states] of 0 and 1. */
  readonly paths: tf.Tensor2D;
}

function viewsOf(steps: readonly PathStep[], geometry: AxisGeometry, isFlipped: boolean): View[] {
  const states = steps.at(-1)?.states ?? [];
  return zonesOf(geometry).map((zone) => {
    const isInterior = zone.kind === 'interior';
    const [seen, outputs] = isInterior ? [geometry.span, 1] : [zone.seen, zone.count];
    const values = new Float32Array(seen * outputs * states.length);
    for (let at = 0; at < values.length; at++) {
      const pair = Math.floor(at / states.length);
      const [tap, answer] = [Math.floor(pair / outputs), pair % outputs];
      const input = isInterior && isFlipped ? seen - 1 - tap : tap;
      const state = itemAt(states, at % states.length);
      values[at] = leadsTo(state, zone, input, answer, geometry) ? 1 : 0;
    }
    return { zone, seen, outputs, paths: tf.tensor2d(values, [seen * outputs, states.length]) };
  });
}

/** Whether a path leads from the zone's input of that number to its output; in the interior all paths stay. */
function leadsTo(
  state: PathState,
  zone: Zone,
  input: number,
  answer: number,
  { start, inputs }: AxisGeometry,
): boolean {
  if (zone.kind === 'interior') return state.offset === -(start + input);
  const from = zone.from + input;
  return state.offset === zone.begin + answer - from && stays(state, from, inputs);
}
