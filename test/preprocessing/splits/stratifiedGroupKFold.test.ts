import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classDistribution, type Groups, stratifiedGroupKFold } from '../../../src/preprocessing';
import fixture from '../../fixtures/folds.json';
import { expectWholeGroups, foldOfSamples, testSizes } from '../../helpers/folds';

describe('stratifiedGroupKFold', () => {
  it.each(fixture.cases)('equals scikit-learn: $name', ({ labels, groups, splits, stratified }) => {
    const folds = stratifiedGroupKFold(labels, groups as Groups, { splits });
    expect(foldOfSamples(folds, groups.length)).toEqual(stratified);
  });

  it('keeps groups whole, drawn or not', () => {
    const samples = fc.array(fc.tuple(fc.nat(3), fc.nat(25)), { minLength: 8, maxLength: 90 });
    fc.assert(
      fc.property(samples, fc.nat(), fc.integer(), (samples, more, seed) => {
        const labels = samples.map(([label]) => label);
        const groups = samples.map(([, group]) => group);
        const most = Math.min(new Set(groups).size, Math.max(...classDistribution(labels)));
        fc.pre(most > 1);
        const splits = 2 + (more % (most - 1));
        for (const options of [{ splits }, { splits, shuffle: true, seed }]) {
          const folds = stratifiedGroupKFold(labels, groups, options);
          expectWholeGroups(foldOfSamples(folds, groups.length), groups);
          expect(testSizes(folds)[0]).toBeGreaterThan(0);
          expect(stratifiedGroupKFold(labels, groups, options)).toEqual(folds);
        }
      }),
    );
  });

  it('leaves no fold empty, where scikit-learn does', () => {
    // scikit-learn 1.2.1: sizes 4, 5, 0, 6
    const groups = [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
    const labels = [0, 0, 0, 2, 0, 2, 1, 2, 0, 2, 0, 2, 1, 2, 1];
    const folds = stratifiedGroupKFold(labels, groups, { splits: 4 });
    expect(testSizes(folds)).toEqual([2, 4, 4, 5]);
    const others = [
      {
        groups: [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3],
        labels: [0, 1, 0, 2, 2, 2, 0, 2, 1, 1, 2, 2],
      },
      {
        groups: [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4],
        labels: [2, 2, 2, 1, 0, 2, 0, 2, 3, 3, 3, 3],
      },
      { groups: [0, 0, 0, 1, 1, 2, 2, 3, 3], labels: [0, 1, 1, 1, 1, 1, 1, 0, 0] },
    ];
    for (const one of others) {
      const splits = new Set(one.groups).size;
      // one group each
      const sizes = [...classDistribution(one.groups)].sort((a, b) => a - b);
      expect(testSizes(stratifiedGroupKFold(one.labels, one.groups, { splits }))).toEqual(sizes);
    }
    // few groups, and as many folds as there can be or one less
    const drawn = fc.array(fc.tuple(fc.nat(2), fc.nat(6)), { minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(drawn, fc.nat(1), (samples, less) => {
        const names = samples.map(([, group]) => group);
        const classes = samples.map(([label]) => label);
        const splits = new Set(names).size - less;
        fc.pre(splits > 1 && splits <= Math.max(...classDistribution(classes)));
        const found = stratifiedGroupKFold(classes, names, { splits });
        expectWholeGroups(foldOfSamples(found, names.length), names);
        expect(testSizes(found)[0]).toBeGreaterThan(0);
      }),
    );
  });

  it('gives every fold the same share of each class where groups are single samples', () => {
    const labels = Array.from({ length: 60 }, (_, sample) =>
      sample % 10 < 7 ? 0 : 1 + (sample % 2),
    );
    for (const shuffle of [false, true]) {
      const folds = stratifiedGroupKFold(labels, [...labels.keys()], { splits: 6, shuffle });
      for (const { test } of folds) {
        const [most, first, second] = classDistribution(
          test.map((sample) => labels[sample]!),
          3,
        );
        expect(most).toBe(7);
        expect([first! + second!, Math.min(first!, second!)]).toEqual([3, 1]);
      }
    }
  });

  it('draws which of equal groups go together', () => {
    const groups = Array.from({ length: 40 }, (_, sample) => sample % 20);
    const labels = groups.map((_, sample) => Math.floor(sample / 20));
    const together = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 1000; seed++) {
      const folds = stratifiedGroupKFold(labels, groups, { splits: 2, shuffle: true, seed });
      const shared = folds.find(({ test }) => test.includes(0))!;
      for (const sample of shared.test) if (sample < 20) together[sample]! += 1;
    }
    // 9 of the other 19 groups share the fold of the first; standard deviation 16
    for (const count of together.slice(1)) {
      expect(Math.abs(count - (1000 * 9) / 19)).toBeLessThan(80);
    }
  });

  it('refuses what cannot be split', () => {
    type Arguments = Parameters<typeof stratifiedGroupKFold>;
    const refuses = (labels: number[], groups: Groups, options: Arguments[2], message: string) =>
      expect(() => stratifiedGroupKFold(labels, groups, options)).toThrow(
        `stratifiedGroupKFold: ${message}`,
      );
    const splits = 2;
    refuses(
      [0, 1],
      [1, 2, 3],
      { splits },
      'labels and groups must have the same length, but they have 2 and 3',
    );
    refuses(
      [0, 0.5],
      [1, 2],
      { splits },
      'labels[1] must be an integer of at least 0, but it is 0.5',
    );
    refuses(
      [0, 0],
      ['a', ''],
      { splits },
      "groups[1] must be a number or a string that is not empty, but it is ''",
    );
    refuses(
      [0, 0, 0],
      [1, 2, 1],
      { splits: 3 },
      'splits must not exceed the number of groups, but they are 3 and 2',
    );
    refuses(
      [0, 1, 0, 1, 4],
      [1, 2, 3, 4, 5],
      { splits: 3 },
      'splits must not exceed the number of samples of the largest class, but they are 3 and 2',
    );
    refuses([], [], { splits }, 'there must be samples to split, but there are 0');
    refuses(
      [0, 0],
      [1, 2],
      { splits, seed: 1 },
      'seed has no effect without shuffle: true, but it is 1',
    );
  });
});
