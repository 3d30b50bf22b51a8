import { check, checkKind, reading } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { finite, integer, type Kind, record } from '../../internal/kinds';
import { type Label, namesOrIndices } from '../../internal/labelIndices';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { draw } from '../../internal/random/draw';
import { randomNumbers } from '../../internal/random/randomNumbers';
import { shown } from '../../internal/shown';

export interface UndersampleOptions {
  /**
   * The most samples that a class keeps, at least 1: one number for all classes, or one a class, `{ 0: 5000, 3: 2000 }`,
   * where classes without one keep all. No default.
   */
  readonly maximum: number | Readonly<Record<number | string, number>>;
  /** Any finite number: the same one draws the same samples. Default: drawn anew at each call. */
  readonly seed?: number | undefined;
}

const atLeastOne = integer(1);

const maximumKind: Kind = {
  holds: (value) => atLeastOne.holds(value) || record.holds(value),
  described: 'an integer of at least 1, or an object with one for each class',
};

const kinds: KindsOf<UndersampleOptions> = { maximum: maximumKind, seed: finite };

/**
 * Balances classes by leaving samples out: `maximum` of each class, drawn without replacement, and all of the classes
 * that have no more, or have no maximum. Of training data only; validation and test data keep the distribution that they have.
 *
 * @param labels class index of each sample, from 0, or its name
 * @returns indices of the samples that stay, ascending
 * @throws at a label that is no integer of at least 0, where a maximum is no integer of at least 1, and for that of a class
 *   that no sample has
 * @example
 * const labels = [0, 0, 0, 0, 1];
 * undersample(labels, { maximum: 2, seed: 1 }).length; // → 3
 */
export function undersample(
  labels: ArrayLike<Label> | readonly string[],
  options: UndersampleOptions,
): number[] {
  return named('undersample', () => {
    const { maximum, seed } = optionsOf(options, kinds, ['maximum']);
    const classes = namesOrIndices('labels', labels);
    const random = randomNumbers(seed);
    const samplesOf = new Map<number | string, number[]>();
    for (let sample = 0; sample < classes.length; sample++) {
      const label = itemAt(classes, sample);
      const members = samplesOf.get(label) ?? [];
      samplesOf.set(label, members);
      members.push(sample);
    }
    const mostOf = limits(maximum, samplesOf);
    return [...samplesOf]
      .flatMap(([label, members]) => {
        const kept = Math.min(mostOf(label), members.length);
        return draw(members.length, kept, random).map((i) => itemAt(members, i));
      })
      .sort((a, b) => a - b);
  });
}

/** The most samples of each class. Refuses numbers that are none, and classes that do not occur. */
function limits(
  maximum: UndersampleOptions['maximum'],
  classes: ReadonlyMap<number | string, unknown>,
): (label: number | string) => number {
  if (typeof maximum === 'number') return () => maximum;
  const names = new Set([...classes.keys()].map(String));
  const limitOf = new Map(reading('maximum', () => Object.entries(maximum)));
  for (const [name, most] of limitOf) {
    check(
      names.has(name),
      `maximum must be of classes that occur, but it has one of class ${shown(name)}, and the classes are ${shown([...names].sort())}`,
    );
    checkKind(`maximum of class ${shown(name)}`, most, atLeastOne);
  }
  return (label) => limitOf.get(String(label)) ?? Number.POSITIVE_INFINITY;
}
