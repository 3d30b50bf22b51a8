import { argsort } from './argsort';
import { type FoldOptions, foldOrder } from './foldOrder';
import { type Fold, foldsOf } from './foldsOf';
import { type Groups, groupCodes } from './groupCodes';

/**
 * Folds for cross-validation that keep each group together, so that no mouse, patient or batch is on both sides, as
 * scikit-learn's `GroupKFold`: the largest group first, each to the fold that has the fewest samples so far.
 *
 * Without `shuffle` they are scikit-learn's folds. Of equal groups, the order is that of NumPy's sort without vector
 * instructions; on processors where it uses some, a recent NumPy exchanges groups of the same size. `shuffle` draws
 * which of them go to which fold; the sizes of the folds stay the same.
 *
 * @param groups one entry a sample: all numbers, or all strings
 * @returns one `{ train, test }` a fold; every sample is in exactly one test list
 * @throws where splits is no integer from 2 to the number of groups, for a seed without `shuffle`, and at a group that
 *   is NaN or an empty string
 */
export function groupKFold(groups: Groups, options: FoldOptions): Fold[] {
  const { codes, count } = groupCodes('groupKFold', groups);
  const order = foldOrder('groupKFold', 'groups', count, options);
  const sizes = new Array<number>(count).fill(0);
  for (const group of codes) sizes[group] = (sizes[group] as number) + 1;

  const samplesIn = new Array<number>(options.splits).fill(0);
  const foldOf = new Array<number>(count);
  for (const place of argsort(order.map((group) => sizes[group] as number)).reverse()) {
    const group = order[place] as number;
    const lightest = samplesIn.indexOf(Math.min(...samplesIn));
    samplesIn[lightest] = (samplesIn[lightest] as number) + (sizes[group] as number);
    foldOf[group] = lightest;
  }
  return foldsOf(
    codes.map((group) => foldOf[group] as number),
    options.splits,
  );
}
