import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import type { FrequencyErrors } from './frequencyErrors';

/** Those of all images together. Refuses those of images of other sizes. */
export function addErrors(parts: readonly FrequencyErrors[]): FrequencyErrors {
  const sizeOf = ({ errors }: FrequencyErrors) => `${errors.length} x ${errors[0]?.length}`;
  const first = itemAt(parts, 0);
  for (const [i, part] of parts.entries()) {
    check(
      sizeOf(part) === sizeOf(first),
      `heat map 0 is of ${sizeOf(first)} frequencies, but heat map ${i} of ${sizeOf(part)}`,
    );
  }
  const wrongAt = (row: number, column: number) =>
    parts.reduce((sum, { errors }) => sum + itemAt(itemAt(errors, row), column), 0);
  return {
    errors: first.errors.map((row, i) => row.map((_, j) => wrongAt(i, j))),
    count: parts.reduce((sum, { count }) => sum + count, 0),
  };
}
