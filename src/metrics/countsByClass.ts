import { itemAt } from '../internal/itemAt';
import type { ConfusionMatrix } from './confusionMatrix';

/** What is counted of one class against the rest. */
export interface ClassCounts {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
}

/**
 * Of every class in turn, that class against the rest. True negatives are added up row by row, not taken from the total,
 * so that sums of rounded weights never give a negative count.
 */
export function countsByClass(m: ConfusionMatrix): ClassCounts[] {
  const supports = m.map((row) => row.reduce((sum, count) => sum + count, 0));
  return m.map((own, i) => {
    let [falsePositives, trueNegatives] = [0, 0];
    for (const [j, row] of m.entries()) {
      if (j === i) continue;
      const taken = itemAt(row, i);
      falsePositives += taken;
      trueNegatives += itemAt(supports, j) - taken;
    }
    const falseNegatives = own.reduce((sum, count, j) => (j === i ? sum : sum + count), 0);
    return { truePositives: itemAt(own, i), falseNegatives, falsePositives, trueNegatives };
  });
}
