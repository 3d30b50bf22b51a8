import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { type Label, namesOrIndices } from '../../internal/labelIndices';
import { named } from '../../internal/named';
import { pairwiseSum, standardDeviation } from '../spectra/standardDeviation';
import { checkIndices, type FoldOptions, foldOptions, foldOrder } from './foldOrder';
import { type Fold, foldsOf } from './foldsOf';
import { type Groups, groupCodes } from './groupCodes';
import { added, leastUnevenFold } from './leastUnevenFold';

/** Of a fold in a class, as often as it is computed. */
const MOST_SHARES = 2 ** 28;

/**
 * Folds for cross-validation that keep each group together and the classes as evenly spread as groups allow, as
 * scikit-learn's `StratifiedGroupKFold`. Groups whose samples are most unevenly spread over the classes are dealt
 * first, each to the fold where it leaves the smallest standard deviation, over the folds, of each class's share (the
 * mean over classes); of equal folds, to the one with fewer samples.
 *
 * No fold is empty: once there are only as many groups left as empty folds, each gets one. Without `shuffle` they are
 * scikit-learn's folds, wherever those are not empty. `shuffle` draws the order of groups that are equally uneven.
 *
 * @param labels class index of each sample, from 0, or its name; classes may be absent
 * @param groups one entry a sample, in the same order: all numbers, or all strings
 * @returns one `{ train, test }` a fold; every sample is in exactly one test list. A test list can lack a class, as where
 *   that has fewer samples, or groups, than there are splits
 * @throws where the lists differ in length, splits is no integer from 2 to the number of groups, every class has fewer
 *   samples than there are splits, for a seed without `shuffle`, for more than 2^25 indices in all folds or 2^28 for
 *   groups x classes x splits², at a label that is no class index, and at a group that is NaN or an empty string
 * @example
 * const [first] = stratifiedGroupKFold([0, 0, 1, 1], ['a', 'b', 'c', 'd'], { splits: 2 });
 * first?.test.length; // → 2
 */
export function stratifiedGroupKFold(
  labels: ArrayLike<Label> | readonly string[],
  groups: Groups,
  options: FoldOptions,
): Fold[] {
  return named('stratifiedGroupKFold', () => {
    const own = foldOptions(options);
    const { splits } = own;
    const given = namesOrIndices('labels', labels);
    const { codes, count } = groupCodes(groups);
    check(
      given.length === codes.length,
      `labels and groups must have the same length, but they have ${given.length} and ${codes.length}`,
    );
    checkIndices(codes.length, splits);
    const order = foldOrder('groups', count, own);
    const classes = groupCodes(given, 'labels');
    checkWork(count, classes.count, splits);
    const counts = zeros(count, classes.count);
    const totals = new Array<number>(classes.count).fill(0);
    for (const [sample, label] of classes.codes.entries()) {
      increment(itemAt(counts, itemAt(codes, sample)), label);
      increment(totals, label);
    }
    const largest = totals.reduce((a, b) => Math.max(a, b));
    check(
      splits <= largest,
      `splits must not exceed the number of samples of the largest class, but they are ${splits} and ${largest}`,
    );
    const foldOf = dealGroups(order, counts, { totals, splits });
    return foldsOf(
      codes.map((group) => itemAt(foldOf, group)),
      splits,
    );
  });
}

/** Every group is tried in every fold, and every fold has a share of every class. */
function checkWork(groups: number, classes: number, splits: number): void {
  const shares = groups * classes * splits ** 2;
  check(
    shares <= MOST_SHARES,
    `${groups} groups, ${classes} classes and ${splits} splits would take ${shares} steps, more than ${MOST_SHARES}: make fewer folds`,
  );
}

/** @returns the fold of each group */
function dealGroups(
  order: readonly number[],
  counts: readonly number[][],
  { totals, splits }: { totals: readonly number[]; splits: number },
): number[] {
  const deviations = counts.map((row) => standardDeviation(row, pairwiseSum));
  const unevenFirst = [...order].sort((a, b) => itemAt(deviations, b) - itemAt(deviations, a));
  const folds = zeros(splits, totals.length);
  const foldOf = new Array<number>(counts.length);
  const empty = new Set(folds.keys());
  for (const [i, group] of unevenFirst.entries()) {
    const row = itemAt(counts, group);
    const amounts = { totals, group: row };
    const best = leastUnevenFold(folds, folds.keys(), amounts);
    const isForEmpty = unevenFirst.length - i === empty.size && !empty.has(best);
    const fold = isForEmpty ? leastUnevenFold(folds, empty, amounts) : best;
    folds[fold] = added(itemAt(folds, fold), row);
    foldOf[group] = fold;
    empty.delete(fold);
  }
  return foldOf;
}

const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

function increment(counts: number[], index: number): void {
  counts[index] = itemAt(counts, index) + 1;
}
