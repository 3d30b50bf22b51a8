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
    Array.isArray(row),
    `the confusion matrix must be an array of rows, but row ${i} is ${shown(row)}`,
  );
  check(
    row.length === classes,
    `the confusion matrix must be square, but of its ${classes} rows, row ${i} has ${row.length} values`,
  );
  return Array.from(row as readonly number[], (value, j) => {
    if (!count.holds(value)) checkKind(`the count in row ${i}, column ${j}`, value, count);
    return value;
  });
}
