import { check } from '../../internal/check';
import { boolean, finite, integer } from '../../internal/kinds';
import { type KindsOf, optionsOf } from '../../internal/options';
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

const kinds: KindsOf<FoldOptions> = { splits: integer(2), shuffle: boolean, seed: finite };

/** Indices that all folds together may hold: 256 MiB of them. */
const MOST_INDICES = 2 ** 25;

/** The options, all of them. */
export const foldOptions = (options: FoldOptions): FoldOptions =>
  optionsOf(options, kinds, ['splits']);

/** The order in which 0 to count - 1 are dealt to the folds. Refuses options that no such folds have. */
export function foldOrder(
  items: 'samples' | 'groups',
  count: number,
  { splits, shuffle = false, seed }: FoldOptions,
): number[] {
  check(count > 0, `there must be samples to split, but there are ${count}`);
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

/** Refuses more samples than the indices of all folds may hold. */
export const checkIndices = (samples: number, splits: number): void =>
  check(
    samples * splits <= MOST_INDICES,
    `${splits} folds of ${samples} samples would hold ${samples * splits} indices, more than ${MOST_INDICES}: make fewer folds`,
  );
