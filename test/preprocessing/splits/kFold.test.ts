import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kFold } from '../../../src/preprocessing';
import fixture from '../../fixtures/folds.json';
import { foldOfSamples, testSizes } from '../../helpers/folds';

describe('kFold', () => {
  it.each(fixture.kFold)('equals scikit-learn for $n samples, $splits folds', (expected) => {
    const folds = kFold(expected.n, { splits: expected.splits });
    expect(foldOfSamples(folds, expected.n)).toEqual(expected.folds);
  });

  it('splits samples drawn at random into folds of the same sizes', () => {
    const n = fc.integer({ min: 2, max: 60 });
    const sized = n.chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 2, max: n })));
    fc.assert(
      fc.property(sized, fc.integer(), ([n, splits], seed) => {
        const folds = kFold(n, { splits, shuffle: true, seed });
        foldOfSamples(folds, n);
        const sizes = (folds: ReturnType<typeof kFold>) => folds.map(({ test }) => test.length);
        expect(sizes(folds)).toEqual(sizes(kFold(n, { splits })));
        expect(testSizes(folds).at(-1)! - testSizes(folds)[0]!).toBe(n % splits ? 1 : 0);
        expect(kFold(n, { splits, shuffle: true, seed })).toEqual(folds);
      }),
    );
  });

  it('puts every sample in every fold equally often', () => {
    const counts = Array.from({ length: 7 }, () => [0, 0, 0]);
    for (let seed = 0; seed < 1500; seed++) {
      const folds = kFold(7, { splits: 3, shuffle: true, seed });
      for (const [sample, fold] of foldOfSamples(folds, 7).entries()) counts[sample]![fold]! += 1;
    }
    // standard deviation 19
    for (const [first, second, third] of counts as [number, number, number][]) {
      expect(Math.abs(first - (1500 * 3) / 7)).toBeLessThan(90);
      expect(Math.abs(second - (1500 * 2) / 7)).toBeLessThan(90);
      expect(Math.abs(third - (1500 * 2) / 7)).toBeLessThan(90);
    }
  });

  it('draws anew without a seed, and by the seed with one', () => {
    const folds = (seed?: number) => kFold(100, { splits: 2, shuffle: true, seed });
    expect(folds()).not.toEqual(folds());
    expect(folds(1)).not.toEqual(folds(2));
    expect(folds(0.25)).not.toEqual(folds(0));
    expect(folds(-0)).toEqual(folds(0));
  });

  it('refuses impossible numbers', () => {
    const refuses = (n: number, options: Parameters<typeof kFold>[1], message: string) =>
      expect(() => kFold(n, options)).toThrow(`kFold: ${message}`);
    refuses(5, { splits: 1 }, 'splits must be an integer of at least 2, but it is 1');
    refuses(5, { splits: 2.5 }, 'splits must be an integer of at least 2, but it is 2.5');
    refuses(5, { splits: 6 }, 'splits must not exceed the number of samples, but they are 6 and 5');
    refuses(0, { splits: 2 }, 'there must be samples to split, but there are 0');
    refuses(2.5, { splits: 2 }, 'n must be an integer of at least 0, but it is 2.5');
    refuses(5, { splits: 2, seed: 0 }, 'seed has no effect without shuffle: true, but it is 0');
    refuses(
      5,
      { splits: 2, shuffle: true, seed: Number.NaN },
      'seed must be a finite number, but it is NaN',
    );
  });
});
