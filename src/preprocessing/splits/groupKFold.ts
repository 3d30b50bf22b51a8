import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { checkIndices, type FoldOptions, foldOptions, foldOrder } from './foldOrder';
import { type Fold, foldsOf } from './foldsOf';
import { type Groups, groupCodes } from './groupCodes';

/**
 * Folds for cross-validation that keep each group together, so that no mouse, patient or batch is on both sides, as
 * scikit-learn's `GroupKFold`: the largest group first, each to the fold that has the fewest samples so far.
 *
 * The folds are as large as scikit-learn's. Of equal groups the first in ascending order comes first, while scikit-learn
 * follows NumPy's sort, whose order of equal values depends on the processor; `shuffle` draws their order.
 *
 * @param groups one entry a sample: all numbers, or all strings
 * @returns one `{ train, test }` a fold; every sample is in exactly one test list
 * @throws where splits is no integer from 2 to the number of groups, for a seed without `shuffle`, for more than 2^25
 *   indices in all folds, and at a group that is NaN or an empty string
 * @example
 * const [first] = groupKFold(['a', 'a', 'a', 'b', 'c', 'c'], { splits: 2 });
 * first; // → { train: [3, 4, 5], test: [0, 1, 2] }
 */
export function groupKFold(groups: Groups, options: FoldOptions): Fold[] {
  return named('groupKFold', () => {
    const own = foldOptions(options);
    const { splits } = own;
    const { codes, count } = groupCodes(groups);
    checkIndices(codes.length, splits);
    const order = foldOrder('groups', count, own);
    const sizes = new Array<number>(count).fill(0);
    for (const group of codes) sizes[group] = itemAt(sizes, group) + 1;

    const samplesIn = new Array<number>(splits).fill(0);
    const foldOf = new Array<number>(count);
    const largestFirst = [...order].sort((a, b) => itemAt(sizes, b) - itemAt(sizes, a));
    for (const group of largestFirst) {
      const lightest = samplesIn.indexOf(Math.min(...samplesIn));
      samplesIn[lightest] = itemAt(samplesIn, lightest) + itemAt(sizes, group);
      foldOf[group] = lightest;
    }
    return foldsOf(
      codes.map((group) => itemAt(foldOf, group)),
      splits,
    );
  });
}
