import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';
import { type ClassCounts, countsByClass } from './countsByClass';
import { ratio } from './ratio';

/**
 * The harmonic mean of sensitivity and precision of each class, as 2TP / (2TP + FP + FN).
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @returns one number from 0 to 1 a class; 0 for a class that neither occurs nor is predicted, as scikit-learn's
 *   `f1_score` by default
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1
 * @example
 * f1Score([[8, 2], [1, 9]]); // → [0.842, 0.857]
 */
export function f1Score(m: ConfusionMatrix): number[] {
  return named('f1Score', () => countsByClass(checkedConfusionMatrix(m)).map(f1ScoreOf));
}

export const f1ScoreOf = ({ truePositives, falsePositives, falseNegatives }: ClassCounts): number =>
  ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
