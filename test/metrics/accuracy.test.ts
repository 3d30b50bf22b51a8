import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy } from '../../src/metrics';
import { relabel, sampled, square, transpose } from './matrices';

describe('accuracy', () => {
  it("gives the source document's two cases", () => {
    const balanced = [
      [70, 10],
      [50, 50],
    ];
    const imbalanced = [
      [1, 9],
      [2, 988],
    ];
    expect(accuracy(balanced)).toBeCloseTo(120 / 180, 12);
    expect(accuracy(imbalanced)).toBeCloseTo(0.989, 12);
  });

  it.each(sampled)('equals scikit-learn: $name', (expected) => {
    expect(accuracy(expected.matrix)).toBeCloseTo(expected.accuracy, 12);
  });

  it('is NaN without samples', () => {
    expect(accuracy([[0]])).toBeNaN();
  });

  it('refuses what is no confusion matrix', () => {
    expect(() => accuracy([[1, 2]])).toThrow(
      'accuracy: the confusion matrix must be square, but of its 1 rows, row 0 has 2 values',
    );
    expect(() => accuracy([[1, 2], [3]])).toThrow('of its 2 rows, row 1 has 1 values');
    expect(() => accuracy([[1, 2], undefined as unknown as number[]])).toThrow(
      'the confusion matrix must be an array of rows, but row 1 is undefined',
    );
    for (const count of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      const matrix = [
        [1, 0],
        [count, 1],
      ];
      expect(() => accuracy(matrix)).toThrow(
        `accuracy: the count in row 1, column 0 must be a number from 0 to 9007199254740991, but it is ${count}`,
      );
    }
    expect(() => accuracy(undefined as unknown as number[][])).toThrow(
      'accuracy: the confusion matrix must be an array of rows, at least one, but it is undefined',
    );
  });

  it('lies in [0, 1], and stays when matrix is transposed, scaled or its classes are reordered', () => {
    fc.assert(
      fc.property(square(), ({ matrix, order }) => {
        const value = accuracy(matrix);
        const tripled = matrix.map((row) => row.map((count) => 3 * count));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(accuracy(transpose(matrix))).toBeCloseTo(value, 12);
        expect(accuracy(tripled)).toBeCloseTo(value, 12);
        expect(accuracy(relabel(matrix, order))).toBeCloseTo(value, 12);
      }),
    );
  });
});
