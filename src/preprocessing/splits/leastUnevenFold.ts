import { itemAt } from '../../internal/itemAt';
import { pairwiseSum, standardDeviation, sumInOrder } from '../spectra/standardDeviation';

/**
 * The fold in which a group leaves the classes most evenly spread over the folds; where two are equal but for rounding,
 * the one with fewer samples.
 *
 * @param folds samples so far, [fold][class]
 * @param among the folds that may be chosen, ascending
 * @param totals samples of each class in all, none of them 0
 * @param group samples of the group, [class]
 */
export function leastUnevenFold(
  folds: readonly (readonly number[])[],
  among: Iterable<number>,
  { totals, group }: { totals: readonly number[]; group: readonly number[] },
): number {
  let best = 0;
  let [leastUneven, fewestSamples] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const fold of among) {
    const counts = itemAt(folds, fold);
    const uneven = unevenness(
      folds.map((other) => (other === counts ? added(counts, group) : other)),
      totals,
    );
    const samples = sumInOrder(counts);
    const isFewer = isClose(uneven, leastUneven) && samples < fewestSamples;
    if (uneven < leastUneven || isFewer) {
      [best, leastUneven, fewestSamples] = [fold, uneven, samples];
    }
  }
  return best;
}

export const added = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, i) => value + itemAt(b, i));

/** The standard deviation, over the folds, of the share that each has of a class: the mean over classes. */
function unevenness(folds: readonly (readonly number[])[], totals: readonly number[]): number {
  // rounding can decide between equal folds: NumPy's order of summation depends on the axis
  const sum = totals.length > 1 ? sumInOrder : pairwiseSum;
  const deviations = totals.map((total, label) =>
    standardDeviation(
      folds.map((counts) => itemAt(counts, label) / total),
      sum,
    ),
  );
  return pairwiseSum(deviations) / totals.length;
}

/** As NumPy's `isclose`. */
const isClose = (a: number, b: number) =>
  b !== Number.POSITIVE_INFINITY && Math.abs(a - b) <= 1e-8 + 1e-5 * b;
