import { check } from '../internal/check';
import { named } from '../internal/named';

/**
 * The mean of |a - b|, in float64. Of tensors, pass the values: `await x.data()`.
 *
 * @param a numbers, at least one; NaN among them gives NaN
 * @param b as many numbers, in the same order
 * @returns in the unit of a and b
 * @throws where the lists differ in length or are empty, and at an entry that is no number
 */
export function meanAbsoluteError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return named('meanAbsoluteError', () => {
    checkNumbers('a', a);
    checkNumbers('b', b);
    const { length } = a;
    check(
      length === b.length,
      `a and b must have the same length, but they have ${length} and ${b.length}`,
    );
    check(length > 0, 'a and b must hold at least one number, but they are empty');
    let sum = 0;
    for (let i = 0; i < length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
    return sum / length;
  });
}

function checkNumbers(name: string, list: ArrayLike<number>): void {
  const length = list?.length;
  check(
    typeof list === 'object' && Number.isInteger(length),
    `${name} must be an array of numbers, such as await tensor.data(), but its length is ${length}`,
  );
  for (let i = 0; i < length; i++) {
    const value = list[i];
    check(
      typeof value === 'number',
      `${name} must hold numbers, but ${name}[${i}] is ${Array.isArray(value) ? 'an array' : typeof value}`,
    );
  }
}
