/** Longer curves are looked at in so many stretches, so that noise does not pass for a trend. */
const STRETCHES = 8;

/** The loss of the first epoch, unless it is far above that of the second, as steps leave it that are too large for it. */
export const startOf = ([first, second]: readonly number[]): number =>
  (first as number) > 1.4 * (second as number) ? (second as number) : (first as number);

/** Of the first epoch's loss, until the end. */
export function fallOf(loss: readonly number[]): number {
  const first = loss[0] as number;
  return first === 0 ? 1 : 1 - endOf(loss) / first;
}

/** Neighbouring epochs from the second one on, in eight parts at most. */
export function stretches(values: readonly number[]): number[][] {
  const later = values.slice(1);
  const size = Math.ceil(later.length / STRETCHES);
  const count = Math.ceil(later.length / size);
  return Array.from({ length: count }, (_, i) => later.slice(i * size, (i + 1) * size));
}

/** The first stretch, the one before the middle, and the last. */
export function courseOf(values: readonly number[], centre: (some: readonly number[]) => number) {
  const parts = stretches(values).map(centre) as [number, ...number[]];
  const middle = parts[Math.ceil(parts.length / 2) - 1] as number;
  return { early: parts[0], middle, end: parts.at(-1) as number };
}

export const endOf = (values: readonly number[]): number => courseOf(values, mean).end;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

export const steps = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value - (values[i] as number));

/** NaN where there is one. */
export const least = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
