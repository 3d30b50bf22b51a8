import { check, checkKind, reading } from './check';
import { integer, type Kind, list, listOf, text } from './kinds';
import { shown } from './shown';

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
): number[] {
  checkKind(name, labels, list);
  const kind = integer(0, classes - 1);
  return reading(name, () => {
    const indices: number[] = [];
    for (let i = 0, { length } = labels; i < length; i++) {
      const label = asNumber(labels[i]);
      if (!kind.holds(label)) refuse(name, i, { label, kind });
      indices.push(label);
    }
    return indices;
  });
}

/** Where labels may be many, a message is made of the wrong one alone. */
function refuse(name: string, i: number, { label, kind }: { label: unknown; kind: Kind }): void {
  check(
    typeof label !== 'string',
    `${name}[${i}] must be an integer of at least 0, but it is ${shown(label)}: groupLabels(${name}, (name) => name) gives an index for each name`,
  );
  checkKind(`${name}[${i}]`, label, kind);
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
): readonly (number | string)[] =>
  reading(name, () => names.holds(labels))
    ? [...(labels as readonly string[])]
    : labelIndices(name, labels as ArrayLike<Label>);

const names = listOf(text, 1);
