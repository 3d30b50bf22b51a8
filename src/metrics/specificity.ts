import { named } from '../internal/named';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';
import { type ClassCounts, countsByClass } from './countsByClass';
import { ratio } from './ratio';

/**
 * The share of the samples of other classes that were not taken for each class, TN / (TN + FP): the true negative
 * rate. Of two classes, each has the other's sensitivity (Altman & Bland 1994).
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @returns one number from 0 to 1 a class; 0 where there are no samples of other classes
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1
 * @example
 * specificity([[8, 2], [1, 9]]); // → [0.9, 0.8]
 */
export function specificity(m: ConfusionMatrix): number[] {
  return named('specificity', () => countsByClass(checkedConfusionMatrix(m)).map(specificityOf));
}

export const specificityOf = ({ trueNegatives, falsePositives }: ClassCounts): number =>
  ratio(trueNegatives, trueNegatives + falsePositives);
