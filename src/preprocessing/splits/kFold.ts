import { checkKind } from '../../internal/check';
import { integer } from '../../internal/kinds';
import { named } from '../../internal/named';
import { checkIndices, type FoldOptions, foldOptions, foldOrder } from './foldOrder';
import { type Fold, foldsOf } from './foldsOf';

/**
 * Folds for cross-validation, as scikit-learn's `KFold`: blocks of neighbouring samples, or samples drawn at random
 * with `shuffle`. The first n mod splits folds have one sample more than the others.
 *
 * @param n number of samples
 * @returns one `{ train, test }` a fold; every sample is in exactly one test list
 * @throws where splits is no integer from 2 to n, for a seed without `shuffle`, and for more than 2^25 indices in all folds
 * @example
 * const [first] = kFold(5, { splits: 2 });
 * first; // → { train: [3, 4], test: [0, 1, 2] }
 */
export function kFold(n: number, options: FoldOptions): Fold[] {
  return named('kFold', () => {
    checkKind('n', n, integer(0));
    const own = foldOptions(options);
    const { splits } = own;
    checkIndices(n, splits);
    const order = foldOrder('samples', n, own);
    const foldOf = new Array<number>(n);
    let start = 0;
    for (let fold = 0; fold < splits; fold++) {
      const end = start + Math.floor(n / splits) + (fold < n % splits ? 1 : 0);
      for (const sample of order.slice(start, end)) foldOf[sample] = fold;
      start = end;
    }
    return foldsOf(foldOf, splits);
  });
}
