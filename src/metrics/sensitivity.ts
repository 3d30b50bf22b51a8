import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';
import { type ClassCounts, countsByClass } from './countsByClass';
import { ratio } from './ratio';

/**
 * The share of the samples of each class that were found, TP / (TP + FN): the true positive rate, or recall.
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @returns one number from 0 to 1 a class; 0 for a class without samples, as scikit-learn's `recall_score` by default
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1
 * @example
 * sensitivity([[8, 2], [1, 9]]); // → [0.8, 0.9]
 */
export function sensitivity(m: ConfusionMatrix): number[] {
  return named('sensitivity', () => countsByClass(checkedConfusionMatrix(m)).map(sensitivityOf));
}

export const sensitivityOf = ({ truePositives, falseNegatives }: ClassCounts): number =>
  ratio(truePositives, truePositives + falseNegatives);
