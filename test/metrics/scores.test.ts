import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f1Score, precision, sensitivity, specificity } from '../../src/metrics';
import { expectClose } from '../helpers/expectClose';
import { relabel, scored, square, transpose } from './matrices';

const functions = { sensitivity, specificity, precision, f1Score };

describe.each(Object.entries(functions))('%s', (name, score) => {
  it.each(scored)('equals scikit-learn: $name', async (expected) => {
    await expectClose(score(expected.matrix), expected[name as keyof typeof functions], 1e-14);
  });

  it('gives 0 for 0/0, and refuses no classes', () => {
    expect(score([[0]])).toEqual([0]);
    expect(() => score([])).toThrow(
      `${name}: the confusion matrix must be an array of rows, at least one, but it is []`,
    );
  });

  it('lies in [0, 1], and is reordered with the classes', () => {
    fc.assert(
      fc.property(square(), ({ matrix, order }) => {
        const values = score(matrix);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(score(relabel(matrix, order))).toEqual(order.map((i) => values[i]));
      }),
    );
  });

  it('refuses what is no confusion matrix', () => {
    expect(() => score([[1, 2]])).toThrow(
      `${name}: the confusion matrix must be square, but of its 1 rows, row 0 has 2 values`,
    );
    expect(() => score([[-1]])).toThrow(
      `${name}: the count in row 0, column 0 must be a number from 0 to 9007199254740991, but it is -1`,
    );
  });
});

describe('the scores by class', () => {
  it('are what they are called, by hand', () => {
    const matrix = [
      [5, 1, 0],
      [2, 3, 4],
      [0, 0, 6],
    ];
    expect(sensitivity(matrix)).toEqual([5 / 6, 3 / 9, 1]);
    expect(specificity(matrix)).toEqual([13 / 15, 11 / 12, 11 / 15]);
    expect(precision(matrix)).toEqual([5 / 7, 3 / 4, 6 / 10]);
    expect(f1Score(matrix)).toEqual([10 / 13, 6 / 13, 12 / 16]);
  });

  it('never leave [0, 1] with weights that float64 rounds', () => {
    const matrix = [
      [0.1, 0.2, 0.3],
      [0.7, 0, 0],
      [1e-17, 0, 0],
    ];
    expect(specificity(matrix)[0]).toBe(0);
    for (const score of Object.values(functions)) {
      expect(Math.min(...score(matrix))).toBeGreaterThanOrEqual(0);
      expect(Math.max(...score(matrix))).toBeLessThanOrEqual(1);
    }
  });

  it('swap sensitivity and precision where actual and predicted are swapped, and keep F1', () => {
    fc.assert(
      fc.property(square(), ({ matrix }) => {
        expect(precision(transpose(matrix))).toEqual(sensitivity(matrix));
        expect(f1Score(transpose(matrix))).toEqual(f1Score(matrix));
      }),
    );
  });

  it('are mirrored with two classes: the specificity of one is the sensitivity of the other', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), ([a, b, c, d]) => {
        const matrix = [
          [a, b],
          [c, d],
        ];
        expect(specificity(matrix)).toEqual(sensitivity(matrix).reverse());
      }),
    );
  });
});
