import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Groups, groupKFold } from '../../../src/preprocessing';
import fixture from '../../fixtures/folds.json';
import { expectWholeGroups, foldOfSamples, testSizes } from '../../helpers/folds';

describe('groupKFold', () => {
  it.each(fixture.cases)('is as even as scikit-learn: $name', ({ groups, splits, group }) => {
    const folds = groupKFold(groups as Groups, { splits });
    expectWholeGroups(foldOfSamples(folds, groups.length), groups);
    const sizes = Array.from(
      { length: splits },
      (_, fold) => group.filter((of) => of === fold).length,
    );
    expect(testSizes(folds)).toEqual(sizes.sort((a, b) => a - b));
  });

  it('deals the largest group first, equal ones in ascending order', () => {
    // sizes 1, 2, 2, 3: 3 | 1 | 2, then 0 to the first of the lighter ones
    const folds = groupKFold([3, 1, 0, 3, 2, 1, 3, 2], { splits: 3 });
    expect(folds.map(({ test }) => test)).toEqual([
      [0, 3, 6],
      [1, 2, 5],
      [4, 7],
    ]);
  });

  it('reads typed arrays', () => {
    expect(groupKFold(Int32Array.of(5, 3, 5), { splits: 2 })).toEqual(
      groupKFold([5, 3, 5], { splits: 2 }),
    );
  });

  it('keeps groups whole, and drawing them keeps the sizes', () => {
    const groups = fc.array(fc.nat(40), { minLength: 2, maxLength: 90 });
    fc.assert(
      fc.property(groups, fc.nat(), fc.integer(), (groups, more, seed) => {
        const count = new Set(groups).size;
        fc.pre(count > 1);
        const splits = 2 + (more % (count - 1));
        const drawn = groupKFold(groups, { splits, shuffle: true, seed });
        expectWholeGroups(foldOfSamples(drawn, groups.length), groups);
        expect(testSizes(drawn)).toEqual(testSizes(groupKFold(groups, { splits })));
        expect(testSizes(drawn)[0]).toBeGreaterThan(0);
        expect(groupKFold(groups, { splits, shuffle: true, seed })).toEqual(drawn);
      }),
    );
  });

  it('draws which of equal groups go together', () => {
    const groups = Array.from({ length: 40 }, (_, sample) => sample % 20);
    const together = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 1000; seed++) {
      const folds = groupKFold(groups, { splits: 2, shuffle: true, seed });
      const shared = folds.find(({ test }) => test.includes(0))!;
      for (const sample of shared.test) if (sample < 20) together[sample]! += 1;
    }
    // 9 of the other 19 groups share the fold of the first; standard deviation 16
    for (const count of together.slice(1)) {
      expect(Math.abs(count - (1000 * 9) / 19)).toBeLessThan(80);
    }
  });

  it('draws anew without a seed', () => {
    const groups = Array.from({ length: 100 }, (_, group) => group);
    const folds = () => groupKFold(groups, { splits: 2, shuffle: true });
    expect(folds()).not.toEqual(folds());
  });

  it('refuses what cannot be split', () => {
    const refuses = (groups: unknown, options: Parameters<typeof groupKFold>[1], message: string) =>
      expect(() => groupKFold(groups as number[], options)).toThrow(`groupKFold: ${message}`);
    refuses(
      [4, 4, 2],
      { splits: 3 },
      'splits must not exceed the number of groups, but they are 3 and 2',
    );
    refuses([], { splits: 2 }, 'there must be samples to split, but there are 0');
    refuses([1, 2], { splits: 0 }, 'splits must be an integer of at least 2, but it is 0');
    refuses(
      [1, Number.NaN],
      { splits: 2 },
      'groups[1] must be a number or a string that is not empty, but it is NaN',
    );
    refuses(
      [1, 2],
      { splits: 2, seed: 3 },
      'seed has no effect without shuffle: true, but it is 3',
    );
  });
});
