/** What a training curve shows, epoch by epoch: epochs count from 1. */

export interface Point {
  readonly value: number;
  readonly epoch: number;
}

/** The least value, and the first epoch that has it. */
export function lowest(values: readonly number[]): Point {
  return values.reduce<Point>(
    (least, value, i) => (value < least.value ? { value, epoch: i + 1 } : least),
    { value: Number.POSITIVE_INFINITY, epoch: 0 },
  );
}

/** The largest value, and the first epoch that has it. */
export function highest(values: readonly number[]): Point {
  const { value, epoch } = lowest(values.map((one) => -one));
  return { value: -value, epoch };
}

export const last = (values: readonly number[]): number => values.at(-1) ?? Number.NaN;

/** The first epoch with so much or more. */
export function epochAt(values: readonly number[], level: number): number | undefined {
  const at = values.findIndex((value) => value >= level);
  return at < 0 ? undefined : at + 1;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how much a curve goes up or down from one epoch to the next, on average; NaN of a single epoch. */
export const fluctuation = (values: readonly number[]): number =>
  mean(values.slice(1).map((value, i) => Math.abs(value - (values[i] as number))));

/** By how much a curve goes down from one epoch to the next at most. */
export const largestFall = (values: readonly number[]): number =>
  Math.max(0, ...values.slice(1).map((value, i) => (values[i] as number) - value));

/** A quarter of the epochs, counted from 0. */
export function quarter(values: readonly number[], which: number): readonly number[] {
  const at = (quarters: number) => Math.floor((quarters * values.length) / 4);
  return values.slice(
    Math.min(at(which), values.length - 2),
    Math.max(at(which + 1), at(which) + 2),
  );
}

/** The epochs by which a curve has made nine tenths of the way from its first to its least value. */
export function comeDown(values: readonly number[]): number {
  const [first, { value: least }] = [values[0] as number, lowest(values)];
  return values.findIndex((value) => value <= least + (first - least) / 10) + 1;
}

/**
 * How often a training that had learnt fell back: stretches of epochs in which the accuracy lies `drop` or more below its best
 * until then, once this best is `learnt`. Each by its first epoch.
 */
export function setbacks(accuracy: readonly number[], { learnt = 0.9, drop = 0.05 } = {}): Point[] {
  const found: Point[] = [];
  let [best, isBack] = [0, false];
  for (const [i, value] of accuracy.entries()) {
    const fell = best >= learnt && value <= best - drop;
    if (fell && !isBack) found.push({ value, epoch: i + 1 });
    isBack = fell;
    best = Math.max(best, value);
  }
  return found;
}
