import { check, checkKind } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { integer } from '../../internal/kinds';
import { type Label, labelIndices, largestOf } from '../../internal/labelIndices';
import { named } from '../../internal/named';

const MOST_CLASSES = 1_000_000;

/**
 * How many samples each class has.
 *
 * @param labels class index of each sample, from 0; BigInts and booleans count as numbers, names do not
 * @param classes number of classes, from 1 to a million; default: the largest index + 1
 * @returns [classes], 0 for classes that do not occur; [] for no samples and no `classes`
 * @throws at a label that is no integer from 0 to classes - 1, and for more than a million classes
 * @example
 * classDistribution([0, 2, 2, 0, 0], 4); // → [3, 0, 2, 0]
 */
export function classDistribution(labels: ArrayLike<Label>, classes?: number): number[] {
  return named('classDistribution', () => {
    if (classes !== undefined) checkKind('classes', classes, integer(1, MOST_CLASSES));
    const indices = labelIndices('labels', labels, classes);
    const size = classes ?? largestOf(indices) + 1;
    check(
      size <= MOST_CLASSES,
      `there must be at most ${MOST_CLASSES} classes, but there are ${size}`,
    );
    const counts = new Array<number>(size).fill(0);
    for (let i = 0; i < indices.length; i++) {
      const label = itemAt(indices, i);
      counts[label] = itemAt(counts, label) + 1;
    }
    return counts;
  });
}
