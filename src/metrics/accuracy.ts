import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';

/**
 * The fraction of samples that were classified correctly: the diagonal over the total. As scikit-learn's
 * `accuracy_score`.
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @returns from 0 to 1; NaN (0/0) for a matrix without samples
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1
 * @example
 * accuracy([[8, 2], [1, 9]]); // → 0.85
 */
export function accuracy(m: ConfusionMatrix): number {
  return named('accuracy', () => accuracyOf(checkedConfusionMatrix(m)));
}

export function accuracyOf(m: ConfusionMatrix): number {
  let correct = 0;
  let total = 0;
  for (const [i, row] of m.entries()) {
    correct += itemAt(row, i);
    for (const count of row) total += count;
  }
  return correct / total;
}
