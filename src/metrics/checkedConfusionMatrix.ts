import { check, checkKind, reading } from '../internal/check';
import { type Kind, numberFrom } from '../internal/kinds';
import { shown } from '../internal/shown';
import type { ConfusionMatrix } from './confusionMatrix';

/** Sums of counts stay finite, and those of whole ones exact for all that can be counted. */
const count = numberFrom(0, Number.MAX_SAFE_INTEGER);
const rows: Kind = {
  holds: (value) => Array.isArray(value) && value.length > 0,
  described: 'an array of rows, at least one',
};

/** A copy as plain arrays. Refuses all but square matrices of at least one class and of numbers that count something. */
export function checkedConfusionMatrix(m: ConfusionMatrix): ConfusionMatrix {
  checkKind('the confusion matrix', m, rows);
  const { length } = m;
  // holes, too
  return reading('the confusion matrix', () =>
    Array.from(m, (row, i) => checkedRow(row, i, length)),
  );
}

function checkedRow(row: unknown, i: number, classes: number): number[] {
  check(
    Array.isArray(row) || ArrayBuffer.isView(row),
    `the confusion matrix must be an array of rows, but row ${i} is ${shown(row)}`,
  );
  const copy = Array.from(row as ArrayLike<number>);
  check(
    copy.length === classes,
    `the confusion matrix must be square, but of its ${classes} rows, row ${i} has ${copy.length} values`,
  );
  const wrong = copy.findIndex((value) => !count.holds(value));
  if (wrong >= 0) checkKind(`the count in row ${i}, column ${wrong}`, copy[wrong], count);
  return copy;
}
