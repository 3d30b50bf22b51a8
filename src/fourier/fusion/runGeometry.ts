import type { Margins } from '../../linear/convolution';
import { type LinearMap, type LinearRun, lengthAfter, mapAxis } from '../../linear/linearOp';

/** What a run does along one axis of images of a given size, as one convolution. */
export interface AxisGeometry {
  readonly inputs: number;
  readonly answers: number;
  /** Inputs from one answer to the next. */
  readonly stride: number;
  /** First input that answer 0 sees; negative where it sees a margin. */
  readonly start: number;
  /** Inputs that an answer sees. */
  readonly span: number;
  /**
   * Answers at either end that see a margin inside the run, where later maps meet zeros instead of what the
   * earlier ones would have made. Where all answers do, they have nothing in common: null.
   */
  readonly edges: Margins | null;
}

/** Undefined where branches of a sum differ in stride: no convolution does what they do together. */
export function runGeometry(run: LinearRun, axis: 0 | 1, inputs: number): AxisGeometry | undefined {
  const whole = reachOf(run, axis);
  const answers = lengthAfter(run, axis, inputs);
  if (!whole || answers < 1) return undefined;
  const isInterior = (answer: number) =>
    inputsBehind(run, axis, inputs, [answer, answer], true) !== null;
  const first = firstIndex(answers, isInterior);
  if (first === answers) return { ...whole, inputs, answers, edges: null };
  const last = answers - 1 - firstIndex(answers, (i) => isInterior(answers - 1 - i));
  return { ...whole, inputs, answers, edges: [first, answers - 1 - last] };
}

function firstIndex(length: number, found: (index: number) => boolean): number {
  let index = 0;
  while (index < length && !found(index)) index++;
  return index;
}

type Reach = Pick<AxisGeometry, 'stride' | 'start' | 'span'>;

function reachOf(run: LinearRun, axis: 0 | 1): Reach | undefined {
  let whole: Reach | undefined = { stride: 1, start: 0, span: 1 };
  for (const map of run) {
    const next = map.kind === 'sum' ? sumReach(map.branches, axis) : ownReach(map, axis);
    if (!whole || !next) return undefined;
    whole = {
      stride: whole.stride * next.stride,
      start: whole.start + whole.stride * next.start,
      span: whole.span + whole.stride * (next.span - 1),
    };
  }
  return whole;
}

function ownReach(map: Exclude<LinearMap, { kind: 'sum' }>, axis: 0 | 1): Reach {
  const { stride, span, margins } = mapAxis(map, axis);
  return { stride, span, start: -margins[0] };
}

function sumReach(branches: readonly LinearRun[], axis: 0 | 1): Reach | undefined {
  const all = branches.map((branch) => reachOf(branch, axis));
  const [first] = all;
  if (!first || all.some((one) => one?.stride !== first.stride)) return undefined;
  const starts = all.map((one) => one?.start ?? 0);
  const ends = all.map((one) => (one ? one.start + one.span : 0));
  const start = Math.min(...starts);
  return { stride: first.stride, start, span: Math.max(...ends) - start };
}

type Interval = readonly [from: number, to: number];

/**
 * The inputs behind some answers; null where a margin inside the run is among what they see. The margins of the
 * first map are zeros of the input, but for pooling, whose divisor they change.
 */
function inputsBehind(
  run: LinearRun,
  axis: 0 | 1,
  inputs: number,
  answers: Interval,
  isFirst: boolean,
): Interval | null {
  let seen: Interval | null = answers;
  for (let i = run.length - 1; i >= 0 && seen; i--) {
    const map = run[i] as LinearMap;
    const length = lengthAfter(run.slice(0, i), axis, inputs);
    seen = mapInputs(map, axis, length, seen, isFirst && i === 0);
  }
  return seen;
}

function mapInputs(
  map: LinearMap,
  axis: 0 | 1,
  length: number,
  [from, to]: Interval,
  isFirst: boolean,
): Interval | null {
  if (map.kind === 'sum') {
    const all = map.branches.map((run) => inputsBehind(run, axis, length, [from, to], isFirst));
    if (all.includes(null)) return null;
    const intervals = all as Interval[];
    return [
      Math.min(...intervals.map((one) => one[0])),
      Math.max(...intervals.map((one) => one[1])),
    ];
  }
  const { stride, span, margins } = mapAxis(map, axis);
  const seen: Interval = [from * stride - margins[0], to * stride - margins[0] + span - 1];
  const mayLeave = isFirst && map.kind !== 'pooling';
  return mayLeave || (seen[0] >= 0 && seen[1] < length) ? seen : null;
}
