import { accuracy, balancedAccuracy, sensitivity, specificity } from 'fourier-xai';
import type { MatrixScores } from '../protocol';
import type { Study } from '../study';

/** The scores of a confusion matrix, rows actual, columns predicted. */
export async function matrixScores(_: Study, matrix: number[][]): Promise<MatrixScores> {
  return {
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(matrix),
    sensitivity: sensitivity(matrix),
    specificity: specificity(matrix),
  };
}
