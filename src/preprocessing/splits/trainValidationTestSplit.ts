import { check } from '../../internal/check';
import { finite, numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { draw } from '../../internal/random/draw';
import { randomNumbers } from '../../internal/random/randomNumbers';
import { type Groups, groupCodes } from './groupCodes';

export interface TrainValidationTestSplitOptions {
  /** Fraction of the groups to train on, from 0 to 1. No default. */
  readonly train: number;
  /** Fraction of the groups to validate on, from 0 to 1 - `train`. No default. */
  readonly validation: number;
  /** Any finite number, from which the order of the groups is drawn. Default: no drawing, groups in ascending order. */
  readonly seed?: number | undefined;
}

const kinds: KindsOf<TrainValidationTestSplitOptions> = {
  train: numberFrom(0, 1),
  validation: numberFrom(0, 1),
  seed: finite,
};

/** Indices of samples, ascending. */
export interface TrainValidationTestSplit {
  /** Samples of the first groups. */
  readonly train: number[];
  /** Samples of the next groups. */
  readonly validation: number[];
  /** Samples of all other groups. */
  readonly test: number[];
}

/** Fractions such as 0.29 are a little less than they say; so little is added. */
const ROUNDING = 1e-9;

/**
 * Three parts, each group wholly in one of them. The fractions are those of the number of groups, rounded down; the rest
 * is the test part. 143 groups with fractions 0.7 and 0.15 are 100, 21 and 22. How many samples a part has depends on
 * its groups.
 *
 * @param groups one entry a sample: all numbers, or all strings
 * @returns the indices of the samples of each part, ascending
 * @throws where a fraction is not from 0 to 1 or both exceed 1, where a fraction above 0 is not even one group, for no
 *   samples, and at a group that is NaN or an empty string
 * @example
 * const groups = ['a', 'a', 'b', 'c', 'd'];
 * const { train, validation, test } = trainValidationTestSplit(groups, { train: 0.5, validation: 0.25, seed: 1 });
 * [...train, ...validation, ...test].sort(); // → [0, 1, 2, 3, 4]
 */
export function trainValidationTestSplit(
  groups: Groups,
  options: TrainValidationTestSplitOptions,
): TrainValidationTestSplit {
  return named('trainValidationTestSplit', () => {
    const { train, validation, seed } = optionsOf(options, kinds, ['train', 'validation']);
    const { codes, count } = groupCodes(groups);
    check(count > 0, `there must be samples to split, but there are ${count}`);
    const trainGroups = share('train', train, count);
    const validationGroups = share('validation', validation, count);
    check(
      train + validation <= 1 + ROUNDING,
      `train and validation must not exceed 1 together, but they are ${train} and ${validation}`,
    );
    const order =
      seed === undefined
        ? Array.from({ length: count }, (_, group) => group)
        : draw(count, count, randomNumbers(seed));
    const samplesOf = (from: number, to: number) => {
      const chosen = new Set(order.slice(from, to));
      return codes.flatMap((group, sample) => (chosen.has(group) ? sample : []));
    };
    const trainAndValidation = trainGroups + validationGroups;
    return {
      train: samplesOf(0, trainGroups),
      validation: samplesOf(trainGroups, trainAndValidation),
      test: samplesOf(trainAndValidation, count),
    };
  });
}

/** The number of groups that a fraction stands for. */
function share(part: string, fraction: number, count: number): number {
  const groups = Math.floor(fraction * count + ROUNDING);
  check(
    groups > 0 || fraction === 0,
    `${part} must be 0 or at least one group, but it is ${fraction} of ${count}`,
  );
  return groups;
}
