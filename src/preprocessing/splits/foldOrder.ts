import { check, checkInteger } from '../../internal/check';
import { checkNone, optionsOf } from '../../internal/options';
import { draw } from '../../internal/random/draw';
import { randomNumbers } from '../../internal/random/randomNumbers';

export interface FoldOptions {
  /** Number of folds, at least 2. No default. */
  readonly splits: number;
  /** Whether to draw the order in which samples, or groups, are dealt to the folds. Default: false, in ascending order. */
  readonly shuffle?: boolean | undefined;
  /** Any finite number: the same one gives the same folds. Only with `shuffle`. Default: new folds at each call. */
  readonly seed?: number | undefined;
}

/** The order in which 0 to count - 1 are dealt to the folds. Refuses options that no such folds have. */
export function foldOrder(
  items: 'samples' | 'groups',
  count: number,
  options: FoldOptions,
): number[] {
  const { splits, shuffle = false, seed, ...others } = optionsOf(options);
  checkNone(others);
  check(count > 0, `there must be samples to split, but there are ${count}`);
  checkInteger('splits', splits, 2);
  check(
    splits <= count,
    `splits must not exceed the number of ${items}, but they are ${splits} and ${count}`,
  );
  check(
    shuffle || seed === undefined,
    `seed has no effect without shuffle: true, but it is ${seed}`,
  );
  if (shuffle) return draw(count, count, randomNumbers(seed));
  return Array.from({ length: count }, (_, i) => i);
}
