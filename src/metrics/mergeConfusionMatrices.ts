import { check } from '../internal/check';
import { named } from '../internal/named';
import { checkConfusionMatrix } from './checkConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';

/**
 * The confusion matrix of all samples together, of the folds of a cross-validation for one: the sum of the matrices.
 *
 * @param matrices [classes, classes] each, rows actual, columns predicted; counts or non-negative weights
 * @returns [classes, classes], a new matrix
 * @throws without a matrix, for matrices of different sizes, and where one is not square or holds a negative or
 *   non-finite number
 */
export function mergeConfusionMatrices(...matrices: readonly ConfusionMatrix[]): ConfusionMatrix {
  return named('mergeConfusionMatrices', () => {
    const [first] = matrices;
    check(first !== undefined, 'at least one matrix is needed, but there is none');
    for (const [i, matrix] of matrices.entries()) {
      checkConfusionMatrix(matrix);
      check(
        matrix.length === first.length,
        `all matrices must have as many classes, but matrix 0 has ${first.length} and matrix ${i} has ${matrix.length}`,
      );
    }
    const sumAt = (i: number, j: number) =>
      matrices.reduce((sum, matrix) => sum + (matrix[i]?.[j] as number), 0);
    return first.map((row, i) => row.map((_, j) => sumAt(i, j)));
  });
}
