import { check, checkInteger } from '../internal/check';
import { type Label, labelIndices, largestOf } from '../internal/labelIndices';
import { named } from '../internal/named';

/** Counts of samples: `matrix[i][j]` samples of class i were taken for class j. */
export type ConfusionMatrix = number[][];

/** Whose matrix takes 200 MB. */
export const MOST_CLASSES = 5000;

/**
 * Counts how often each class was taken for each other, as scikit-learn's `confusion_matrix`.
 *
 * @param actual class index of each sample, from 0; BigInts and booleans count as numbers, names do not
 * @param predicted class index given to each sample, in the same order
 * @param classes number of classes, from 1 to 5000; default: the largest index in either list + 1
 * @returns [classes, classes], rows actual, columns predicted; [] for no samples and no `classes`
 * @throws where the lists differ in length, at a label that is no integer from 0 to classes - 1, and for more than
 *   5000 classes
 * @example
 * confusionMatrix([0, 0, 1, 2], [0, 1, 1, 0]); // → [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
 */
export function confusionMatrix(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  classes?: number,
): ConfusionMatrix {
  return named('confusionMatrix', () => {
    if (classes !== undefined) checkInteger('classes', classes, 1, MOST_CLASSES);
    const rows = labelIndices('actual', actual, classes);
    const columns = labelIndices('predicted', predicted, classes);
    check(
      rows.length === columns.length,
      `actual and predicted must have the same length, but they have ${rows.length} and ${columns.length}`,
    );
    const size = classes ?? Math.max(largestOf(rows), largestOf(columns)) + 1;
    check(
      size <= MOST_CLASSES,
      `there must be at most ${MOST_CLASSES} classes, but there are ${size}`,
    );
    const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (let i = 0; i < rows.length; i++) {
      const row = matrix[rows[i] as number] as number[];
      const column = columns[i] as number;
      row[column] = (row[column] as number) + 1;
    }
    return matrix;
  });
}
