import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainValidationTestSplit } from '../../../src/preprocessing';

const indices = (n: number) => Array.from({ length: n }, (_, i) => i);
const sizes = (split: object) => Object.values(split).map((part: number[]) => part.length);

describe('trainValidationTestSplit', () => {
  it('takes groups in ascending order, and samples in theirs', () => {
    const groups = ['c', 'a', 'd', 'b', 'a', 'd', 'e', 'c'];
    expect(trainValidationTestSplit(groups, { train: 0.4, validation: 0.2 })).toEqual({
      train: [1, 3, 4],
      validation: [0, 7],
      test: [2, 5, 6],
    });
    const numbers = Int32Array.of(10, 9, -1);
    expect(trainValidationTestSplit(numbers, { train: 0.5, validation: 0.4 })).toEqual({
      train: [2],
      validation: [1],
      test: [0],
    });
  });

  it('has the sizes of the source document for 143 groups', () => {
    const split = trainValidationTestSplit(indices(143), { train: 0.7, validation: 0.15 });
    expect(split.train).toEqual(indices(100));
    expect(split.validation).toEqual(indices(121).slice(100));
    expect(split.test).toEqual(indices(143).slice(121));
  });

  it.each([
    // products that floating point puts just below a whole number
    [100, 0.29, 0.57, [29, 57, 14]],
    [1000, 0.001, 1 - 0.9, [1, 100, 899]],
    [10, 0.7, 0.1 + 0.2, [7, 3, 0]],
    [10, 0.8 - 0.1, 0.3 - 0.1, [7, 2, 1]],
    [3, 1 / 3, 1 / 3, [1, 1, 1]],
    [3, 0.5, 0.5, [1, 1, 1]],
    [4, 1, 0, [4, 0, 0]],
    [4, 0, 0.25, [0, 1, 3]],
    [4, 0, 0, [0, 0, 4]],
    [19, 0.7, 0.15, [13, 2, 4]],
  ])('rounds down what is meant: %d groups, %d and %d', (count, train, validation, expected) => {
    expect(sizes(trainValidationTestSplit(indices(count), { train, validation }))).toEqual(
      expected,
    );
  });

  it('splits any groups, each wholly into one part', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    const groups = fc.array(fc.nat(30), { minLength: 1, maxLength: 80 });
    const seed = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined });
    fc.assert(
      fc.property(groups, percent, percent, seed, (groups, a, b, seed) => {
        const count = new Set(groups).size;
        fc.pre(a + b <= 100);
        const expected = [Math.floor((a * count) / 100), Math.floor((b * count) / 100)];
        fc.pre((a === 0 || expected[0]! > 0) && (b === 0 || expected[1]! > 0));
        const options = { train: a / 100, validation: b / 100, seed };
        const split = trainValidationTestSplit(groups, options);
        const parts = [split.train, split.validation, split.test];
        const groupsOf = parts.map((part) => new Set(part.map((sample) => groups[sample])));
        const rest = count - expected[0]! - expected[1]!;
        expect(groupsOf.map((part) => part.size)).toEqual([...expected, rest]);
        if (a + b < 100) expect(rest).toBeGreaterThan(0);
        for (const part of parts) expect(part).toEqual([...part].sort((x, y) => x - y));
        expect(parts.flat().sort((x, y) => x - y)).toEqual(indices(groups.length));
        expect(trainValidationTestSplit(groups, options)).toEqual(split);
      }),
    );
  });

  it('draws the groups by the seed, every one as often as the others', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const { train } = trainValidationTestSplit(indices(10), {
        train: 0.3,
        validation: 0.3,
        seed,
      });
      for (const group of train) counts[group]! += 1;
    }
    // 600 each, standard deviation 20
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(100);
  });

  it('refuses fractions without a group, and more than all', () => {
    const refuses = (count: number, train: number, validation: number, message: string) =>
      expect(() => trainValidationTestSplit(indices(count), { train, validation })).toThrow(
        `trainValidationTestSplit: ${message}`,
      );
    refuses(1, 0.7, 0.15, 'train must be 0 or at least one group, but it is 0.7 of 1');
    refuses(5, 0.7, 0.15, 'validation must be 0 or at least one group, but it is 0.15 of 5');
    refuses(5, 70, 15, 'train must be a number from 0 to 1, but it is 70');
    refuses(5, 0.5, -0.1, 'validation must be a number from 0 to 1, but it is -0.1');
    refuses(5, Number.NaN, 0.1, 'train must be a number from 0 to 1, but it is NaN');
    refuses(
      5,
      0.7,
      0.4,
      'train and validation must not exceed 1 together, but they are 0.7 and 0.4',
    );
    refuses(0, 0.7, 0.15, 'there must be samples to split, but there are 0');
  });

  it('refuses what is no list of groups, and seeds that are no number', () => {
    const refuses = (groups: unknown, message: string, seed?: number) =>
      expect(() =>
        trainValidationTestSplit(groups as number[], { train: 0.5, validation: 0, seed }),
      ).toThrow(`trainValidationTestSplit: ${message}`);
    const rule = 'must be a number or a string that is not empty, but it is';
    refuses([1, 2, Number.NaN], `groups[2] ${rule} NaN`);
    refuses(['a', ''], `groups[1] ${rule} ''`);
    refuses([1, null], `groups[1] ${rule} null`);
    refuses(
      [1, '1'],
      'groups must be all numbers or all strings, but the first is a number and groups[1] a string',
    );
    refuses('abc', "groups must be an array, but it is 'abc'");
    refuses(null, 'groups must be an array, but it is null');
    refuses([1, 2], 'seed must be a finite number, but it is NaN', Number.NaN);
  });
});
