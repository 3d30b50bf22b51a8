import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix, mergeConfusionMatrices } from '../../src/metrics';

describe('mergeConfusionMatrices', () => {
  it('adds entry by entry', () => {
    const folds = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [10, 20],
        [30, 40],
      ],
      [
        [100, 200],
        [300, 0.5],
      ],
    ];
    expect(mergeConfusionMatrices(...folds)).toEqual([
      [111, 222],
      [333, 44.5],
    ]);
  });

  it('counts the folds as if they were one set', () => {
    const label = fc.nat(3);
    const fold = fc.array(fc.tuple(label, label));
    fc.assert(
      fc.property(fc.array(fold, { minLength: 1, maxLength: 5 }), (folds) => {
        const count = (pairs: [number, number][]) =>
          confusionMatrix(
            pairs.map(([actual]) => actual),
            pairs.map(([, predicted]) => predicted),
            4,
          );
        expect(mergeConfusionMatrices(...folds.map(count))).toEqual(count(folds.flat()));
      }),
    );
  });

  it('gives a new matrix, of one too', () => {
    const matrix = [[1]];
    const merged = mergeConfusionMatrices(matrix);
    expect(merged).toEqual([[1]]);
    expect(merged).not.toBe(matrix);
    expect(merged[0]).not.toBe(matrix[0]);
    expect(() => mergeConfusionMatrices([], [])).toThrow('at least one, but it is []');
  });

  it('refuses no matrix, other sizes, and what is no confusion matrix', () => {
    expect(() => mergeConfusionMatrices()).toThrow(
      'mergeConfusionMatrices: at least one matrix is needed, but there is none',
    );
    const two = [
      [1, 0],
      [0, 1],
    ];
    expect(() => mergeConfusionMatrices(two, two, [[1]])).toThrow(
      'mergeConfusionMatrices: all matrices must have as many classes, but matrix 0 has 2 and matrix 2 has 1',
    );
    expect(() => mergeConfusionMatrices(two, [[1], [2]])).toThrow(
      'mergeConfusionMatrices: the confusion matrix must be square, but of its 2 rows, row 0 has 1 values',
    );
  });
});
