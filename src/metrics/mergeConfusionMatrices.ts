import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';

/**
 * The confusion matrix of all samples together, of the folds of a cross-validation for one: the sum of the matrices.
 *
 * @param matrices [classes, classes] each, rows actual, columns predicted; counts or non-negative weights
 * @returns [classes, classes], a new matrix
 * @throws without a matrix, for matrices of different sizes, and where one is not square, has no class, or
 *   holds a count that is not from 0 to 2^53 - 1
 * @example
 * mergeConfusionMatrices([[3, 1], [0, 4]], [[2, 2], [1, 3]]); // → [[5, 3], [1, 7]]
 */
export function mergeConfusionMatrices(...matrices: readonly ConfusionMatrix[]): ConfusionMatrix {
  return named('mergeConfusionMatrices', () => {
    check(matrices.length > 0, 'at least one matrix is needed, but there is none');
    return addMatrices(matrices.map(checkedConfusionMatrix));
  });
}

/** The same of matrices that are known to be some. */
export function addMatrices(matrices: readonly ConfusionMatrix[]): ConfusionMatrix {
  const first = itemAt(matrices, 0);
  for (const [i, matrix] of matrices.entries()) {
    check(
      matrix.length === first.length,
      `all matrices must have as many classes, but matrix 0 has ${first.length} and matrix ${i} has ${matrix.length}`,
    );
  }
  const sumAt = (i: number, j: number) =>
    matrices.reduce((sum, matrix) => sum + (matrix[i]?.[j] as number), 0);
  return first.map((row, i) => row.map((_, j) => sumAt(i, j)));
}
