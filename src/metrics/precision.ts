import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';
import { type ClassCounts, countsByClass } from './countsByClass';
import { ratio } from './ratio';

/**
 * The share of the samples taken for each class that are of it, TP / (TP + FP): the positive predictive value.
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @returns one number from 0 to 1 a class; 0 for a class that is never predicted, as scikit-learn's `precision_score`
 *   by default
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1
 * @example
 * precision([[8, 2], [1, 9]]); // → [0.889, 0.818]
 */
export function precision(m: ConfusionMatrix): number[] {
  return named('precision', () => countsByClass(checkedConfusionMatrix(m)).map(precisionOf));
}

export const precisionOf = ({ truePositives, falsePositives }: ClassCounts): number =>
  ratio(truePositives, truePositives + falsePositives);
