import { check, checkKind, reading } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { type Kind, list, number } from '../internal/kinds';
import { named } from '../internal/named';

/**
 * The mean of |a - b|, in float64. Of tensors, pass the values: `await x.data()`. As scikit-learn's
 * `mean_absolute_error`.
 *
 * @param a numbers, at least one; NaN among them gives NaN
 * @param b as many numbers, in the same order
 * @returns in the unit of a and b
 * @throws where the lists differ in length or are empty, and at an entry that is no number
 * @example
 * meanAbsoluteError([1, 2, 3], [1, 4, 2]); // → 1
 */
export function meanAbsoluteError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return named('meanAbsoluteError', () => {
    const [left, right] = [numbersOf('a', a), numbersOf('b', b)];
    const { length } = left;
    check(
      length === right.length,
      `a and b must have the same length, but they have ${length} and ${right.length}`,
    );
    check(length > 0, 'a and b must hold at least one number, but they are empty');
    return left.reduce((sum, value, i) => sum + Math.abs(value - itemAt(right, i)), 0) / length;
  });
}

function numbersOf(name: string, given: ArrayLike<number>): number[] {
  checkKind(name, given, numbers);
  return reading(name, () => {
    const values: number[] = [];
    for (let i = 0, { length } = given; i < length; i++) {
      const value = given[i];
      if (!number.holds(value)) checkKind(`${name}[${i}]`, value, number);
      values.push(value as number);
    }
    return values;
  });
}

const numbers: Kind = {
  holds: list.holds,
  described: 'an array of numbers, such as await tensor.data()',
};
