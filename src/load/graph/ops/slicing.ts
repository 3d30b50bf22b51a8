import { type Signal, shapeIn, signal } from '../graphValue';
import { tensorTerm } from '../terms/term';
import type { OpContext } from './op';

/** Of an axis, as of a Python slice: null is up to the end, and negative numbers count from there. */
export interface Range {
  readonly start: number;
  readonly stop: number | null;
  readonly step: number;
}

/** A part of a value by ranges of its axes; undefined where it would be of the batch. */
export function partOf(
  { node, add, layerOf, batch }: OpContext,
  value: Signal,
  ranges: ReadonlyMap<number, Range>,
): Signal | undefined {
  const shape = shapeIn(value);
  const all = [...value.order.keys()].map((axis): Range => {
    const own = value.order.indexOf(axis);
    const { start, stop, step } = ranges.get(own) ?? whole;
    return { start, step, stop: stop !== null && stop === shape[own] ? null : stop };
  });
  const [ofBatch, ...others] = all as [Range, ...Range[]];
  const isBatch = ofBatch.stop === null || ofBatch.stop === (batch ?? 1);
  const isKnown = all.every(({ start, step }) => Number.isInteger(start) && step >= 1);
  if (ofBatch.start !== 0 || ofBatch.step !== 1 || !isBatch || !isKnown) return undefined;
  if (others.every(isWhole)) return value;
  const slices = others.map(({ start, stop, step }) => [start, stop, step]);
  return signal(
    tensorTerm(add('Slice', node.name, { slices }, [layerOf(value.term)])),
    value.order,
  );
}

const whole: Range = { start: 0, stop: null, step: 1 };
const isWhole = ({ start, stop, step }: Range): boolean =>
  start === 0 && stop === null && step === 1;

/** What a StridedSlice says; bit i of a mask is of its entry i. */
export interface StridedSlice {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly steps: readonly number[];
  readonly isWithoutBegin: number;
  readonly isWithoutEnd: number;
  /** Of which one place is taken, and the axis goes. */
  readonly isGone: number;
  readonly isNew: number;
  /** Stands for all axes that are not named. */
  readonly isRest: number;
}

/** The ranges of the axes, and those that go; undefined where there are new ones. */
export function rangesOf(
  given: StridedSlice,
  rank: number,
): { ranges: ReadonlyMap<number, Range>; gone: readonly number[] } | undefined {
  const { begin, isGone, isNew, isRest } = given;
  if (isNew !== 0) return undefined;
  const ranges = new Map<number, Range>();
  const gone: number[] = [];
  let axis = 0;
  for (const i of begin.keys()) {
    if (has(isRest, i)) axis += rank - (begin.length - 1);
    else {
      if (has(isGone, i)) gone.push(axis);
      ranges.set(axis, rangeAt(given, i));
      axis++;
    }
  }
  return { ranges, gone };
}

const has = (mask: number, i: number): boolean => ((mask >> i) & 1) === 1;

function rangeAt(
  { begin, end, steps, isWithoutBegin, isWithoutEnd, isGone }: StridedSlice,
  i: number,
): Range {
  const start = begin[i] as number;
  if (has(isGone, i)) return { start, stop: start === -1 ? null : start + 1, step: 1 };
  return {
    start: has(isWithoutBegin, i) ? 0 : start,
    stop: has(isWithoutEnd, i) ? null : (end[i] as number),
    step: steps[i] ?? 1,
  };
}
