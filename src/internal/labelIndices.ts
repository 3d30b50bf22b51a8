import { check, checkInteger } from './check';

/** A class, by its index from 0: BigInts are those of int64 files, false and true are 0 and 1. */
export type Label = number | bigint | boolean;

/** The number that a BigInt or a boolean stands for; all else as it is. */
export const asNumber = (label: unknown): number =>
  typeof label === 'bigint' || typeof label === 'boolean' ? Number(label) : (label as number);

/** Class indices as numbers. Refuses what is no class index, and says what to do with names of classes. */
export function labelIndices(
  name: string,
  labels: ArrayLike<Label>,
  classes = Number.POSITIVE_INFINITY,
): ArrayLike<number> {
  const length = labels?.length;
  check(Number.isInteger(length), `${name} must be an array, but its length is ${length}`);
  const indices = Array.from(labels, asNumber);
  for (const [i, label] of indices.entries()) {
    check(
      typeof label !== 'string',
      `${name}[${i}] must be an integer of at least 0, but it is ${label}: groupLabels(${name}, (name) => name) gives an index for each name`,
    );
    checkInteger(`${name}[${i}]`, label, 0, classes - 1);
  }
  return indices;
}

/** The largest of them, -1 where there is none. */
export function largestOf(indices: ArrayLike<number>): number {
  let largest = -1;
  for (let i = 0; i < indices.length; i++) largest = Math.max(largest, indices[i] as number);
  return largest;
}

/** The same for what need not count classes: names of classes, all of them strings, are taken too. */
export const namesOrIndices = (
  name: string,
  labels: ArrayLike<Label> | readonly string[],
): ArrayLike<number | string> =>
  Array.isArray(labels) && labels.length > 0 && labels.every((label) => typeof label === 'string')
    ? (labels as readonly string[])
    : labelIndices(name, labels as ArrayLike<Label>);
