import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';

/**
 * The mean of the classes' sensitivities (correct over actual samples of the class), so that every
 * class counts the same however rare it is. As scikit-learn's `balanced_accuracy_score`: classes
 * without actual samples are left out, even if some samples were taken for them.
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @returns from 0 to 1; NaN (0/0) for a matrix without samples
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1
 * @example
 * balancedAccuracy([[90, 0], [10, 0]]); // → 0.5, where the accuracy is 0.9
 */
export function balancedAccuracy(m: ConfusionMatrix): number {
  return named('balancedAccuracy', () => balancedAccuracyOf(checkedConfusionMatrix(m)));
}

export function balancedAccuracyOf(m: ConfusionMatrix): number {
  let sum = 0;
  let occurring = 0;
  for (const [i, row] of m.entries()) {
    const total = row.reduce((a, b) => a + b, 0);
    if (total === 0) continue;
    sum += itemAt(row, i) / total;
    occurring++;
  }
  return sum / occurring;
}
