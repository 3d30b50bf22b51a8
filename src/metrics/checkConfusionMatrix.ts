import { check } from '../internal/check';
import type { ConfusionMatrix } from './confusionMatrix';

/** Refuses all but square matrices of finite numbers that are not negative. */
export function checkConfusionMatrix(m: ConfusionMatrix): void {
  check(Array.isArray(m), `the confusion matrix must be an array of rows, but it is ${m}`);
  for (const [i, row] of m.entries()) {
    check(
      row?.length === m.length,
      `the confusion matrix must be square, but of its ${m.length} rows, row ${i} has ${row?.length} values`,
    );
    for (const [j, count] of row.entries()) {
      check(
        Number.isFinite(count) && count >= 0,
        `counts must be finite and not negative, but row ${i}, column ${j} is ${count}`,
      );
    }
  }
}
