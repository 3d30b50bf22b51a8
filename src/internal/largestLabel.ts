import { check, checkInteger } from './check';

/** The largest class index, -1 where there is none. Refuses what is no class index. */
export function largestLabel(
  name: string,
  labels: ArrayLike<number>,
  classes = Number.POSITIVE_INFINITY,
): number {
  const length = labels?.length;
  check(Number.isInteger(length), `${name} must be an array, but its length is ${length}`);
  let largest = -1;
  for (let i = 0; i < length; i++) {
    const label = labels[i] as number;
    checkInteger(`${name}[${i}]`, label, 0, classes - 1);
    largest = Math.max(largest, label);
  }
  return largest;
}
