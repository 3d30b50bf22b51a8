import { itemAt } from '../../internal/itemAt';
import type { Margins, Shapes } from '../../linear/convolution';
import { type LinearOp, type LinearRun, lengthAfter, opAxis } from '../../linear/linearOp';

/** What a run does along one axis of images of a given size, as one convolution. */
export interface AxisGeometry {
  readonly inputs: number;
  readonly outputs: number;
  /** Inputs from one output to the next. */
  readonly stride: number;
  /** First input that output 0 sees; negative where it sees a margin. */
  readonly start: number;
  /** Inputs that an output sees. */
  readonly span: number;
  /**
   * Outputs at either end that see a margin inside the run, where later ops meet zeros instead of what the
   * earlier ones would have made. Where all outputs do, they have nothing in common: null.
   */
  readonly edges: Margins | null;
}

/** Undefined where branches of a sum differ in stride: no convolution does what they do together. */
export function runGeometry(
  run: LinearRun<Shapes>,
  axis: 0 | 1,
  inputs: number,
): AxisGeometry | undefined {
  const whole = spanOfRun(run, axis);
  const outputs = lengthAfter(run, axis, inputs);
  if (!whole || outputs < 1) return undefined;
  const isInterior = (answer: number) =>
    inputsBehind(run, axis, inputs, [answer, answer], true) !== null;
  const first = firstIndex(outputs, isInterior);
  if (first === outputs) return { ...whole, inputs, outputs, edges: null };
  const last = outputs - 1 - firstIndex(outputs, (i) => isInterior(outputs - 1 - i));
  return { ...whole, inputs, outputs, edges: [first, outputs - 1 - last] };
}

function firstIndex(length: number, found: (index: number) => boolean): number {
  let index = 0;
  while (index < length && !found(index)) index++;
  return index;
}

type RunSpan = Pick<AxisGeometry, 'stride' | 'start' | 'span'>;

function spanOfRun(run: LinearRun<Shapes>, axis: 0 | 1): RunSpan | undefined {
  let whole: RunSpan | undefined = { stride: 1, start: 0, span: 1 };
  for (const op of run) {
    const next = op.kind === 'sum' ? spanOfSum(op.branches, axis) : spanOfOp(op, axis);
    if (!whole || !next) return undefined;
    whole = {
      stride: whole.stride * next.stride,
      start: whole.start + whole.stride * next.start,
      span: whole.span + whole.stride * (next.span - 1),
    };
  }
  return whole;
}

function spanOfOp(op: Exclude<LinearOp<Shapes>, { kind: 'sum' }>, axis: 0 | 1): RunSpan {
  const { stride, span, margins } = opAxis(op, axis);
  return { stride, span, start: -margins[0] };
}

function spanOfSum(branches: readonly LinearRun<Shapes>[], axis: 0 | 1): RunSpan | undefined {
  const all = branches.map((branch) => spanOfRun(branch, axis));
  const [first] = all;
  if (!first || all.some((one) => one?.stride !== first.stride)) return undefined;
  const starts = all.map((one) => one?.start ?? 0);
  const ends = all.map((one) => (one ? one.start + one.span : 0));
  const start = Math.min(...starts);
  return { stride: first.stride, start, span: Math.max(...ends) - start };
}

type Interval = readonly [from: number, to: number];

/**
 * The inputs behind some outputs; null where a margin inside the run is among what they see. The margins of the
 * first map are zeros of the input, but for pooling, whose divisor they change.
 */
function inputsBehind(
  run: LinearRun<Shapes>,
  axis: 0 | 1,
  inputs: number,
  outputs: Interval,
  isFirst: boolean,
): Interval | null {
  let seen: Interval | null = outputs;
  for (let i = run.length - 1; i >= 0 && seen; i--) {
    const op = itemAt(run, i);
    const length = lengthAfter(run.slice(0, i), axis, inputs);
    seen = opInputs(op, axis, length, seen, isFirst && i === 0);
  }
  return seen;
}

function opInputs(
  op: LinearOp<Shapes>,
  axis: 0 | 1,
  length: number,
  [from, to]: Interval,
  isFirst: boolean,
): Interval | null {
  if (op.kind === 'sum') {
    const all = op.branches.map((run) => inputsBehind(run, axis, length, [from, to], isFirst));
    if (all.includes(null)) return null;
    const intervals = all as Interval[];
    return [
      Math.min(...intervals.map((one) => one[0])),
      Math.max(...intervals.map((one) => one[1])),
    ];
  }
  const { stride, span, margins } = opAxis(op, axis);
  const seen: Interval = [from * stride - margins[0], to * stride - margins[0] + span - 1];
  const mayLeave = isFirst && op.kind !== 'pooling';
  return mayLeave || (seen[0] >= 0 && seen[1] < length) ? seen : null;
}
