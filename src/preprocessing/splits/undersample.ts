import { checkInteger } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { type Label, namesOrIndices } from '../../internal/labelIndices';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { draw } from '../../internal/random/draw';
import { randomNumbers } from '../../internal/random/randomNumbers';

export interface UndersampleOptions {
  /** The most samples that a class keeps, at least 1. No default. */
  readonly maximum: number;
  /** Any finite number: the same one draws the same samples. Default: drawn anew at each call. */
  readonly seed?: number | undefined;
}

/**
 * Balances classes by leaving samples out: `maximum` of each class, drawn without replacement, and all of the classes
 * that have no more. Of training data only; validation and test data keep the distribution that they have.
 *
 * @param labels class index of each sample, from 0, or its name
 * @returns indices of the samples that stay, ascending
 * @throws at a label that is no integer of at least 0, and where maximum is no integer of at least 1
 */
export function undersample(
  labels: ArrayLike<Label> | readonly string[],
  options: UndersampleOptions,
): number[] {
  return named('undersample', () => {
    const { maximum, seed, ...others } = optionsOf(options);
    checkNone(others);
    const classes = namesOrIndices('labels', labels);
    checkInteger('maximum', maximum, 1);
    const random = randomNumbers(seed);
    const samplesOf = new Map<number | string, number[]>();
    for (let sample = 0; sample < classes.length; sample++) {
      const label = itemAt(classes, sample);
      const members = samplesOf.get(label) ?? [];
      samplesOf.set(label, members);
      members.push(sample);
    }
    return [...samplesOf.values()]
      .flatMap((members) => {
        const kept = Math.min(maximum, members.length);
        return draw(members.length, kept, random).map((i) => itemAt(members, i));
      })
      .sort((a, b) => a - b);
  });
}
