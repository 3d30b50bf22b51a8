import { check, checkInteger } from '../internal/check';
import { largestLabel } from '../internal/largestLabel';
import { named } from '../internal/named';

/** Counts of samples: `matrix[i][j]` samples of class i were taken for class j. */
export type ConfusionMatrix = number[][];

const MOST_CLASSES = 10_000;

/**
 * Counts how often each class was taken for each other, as scikit-learn's `confusion_matrix`.
 *
 * @param actual class index of each sample, from 0
 * @param predicted class index given to each sample, in the same order
 * @param classes number of classes, at least 1; default: the largest index in either list + 1
 * @returns [classes, classes], rows actual, columns predicted; [] for no samples and no `classes`
 * @throws where the lists differ in length, and at a label that is no integer from 0 to classes - 1
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes?: number,
): ConfusionMatrix {
  return named('confusionMatrix', () => {
    if (classes !== undefined) checkInteger('classes', classes, 1);
    const largest = Math.max(
      largestLabel('actual', actual, classes),
      largestLabel('predicted', predicted, classes),
    );
    check(
      actual.length === predicted.length,
      `actual and predicted must have the same length, but they have ${actual.length} and ${predicted.length}`,
    );
    const size = classes ?? largest + 1;
    check(
      size <= MOST_CLASSES,
      `a matrix of more than ${MOST_CLASSES} classes would not fit in memory, but there are ${size}`,
    );
    const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (let i = 0; i < actual.length; i++) {
      const row = matrix[actual[i] as number] as number[];
      const column = predicted[i] as number;
      row[column] = (row[column] as number) + 1;
    }
    return matrix;
  });
}
