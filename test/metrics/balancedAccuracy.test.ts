import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, balancedAccuracy } from '../../src/metrics';
import { relabel, sampled, square } from './matrices';

describe('balancedAccuracy', () => {
  it("gives the source document's two cases (its 0.544 is a slip for 0.549)", () => {
    const balanced = [
      [70, 10],
      [50, 50],
    ];
    const imbalanced = [
      [1, 9],
      [2, 988],
    ];
    expect(balancedAccuracy(balanced)).toBeCloseTo(0.6875, 12);
    expect(balancedAccuracy(imbalanced)).toBeCloseTo((1 / 10 + 988 / 990) / 2, 12);
    expect(balancedAccuracy(imbalanced)).toBeCloseTo(0.549, 4);
  });

  it.each(sampled)('equals scikit-learn: $name', (expected) => {
    expect(balancedAccuracy(expected.matrix)).toBeCloseTo(expected.balancedAccuracy, 12);
  });

  it('leaves out classes that do not occur, and is NaN where none does', () => {
    const secondAbsent = [
      [3, 1],
      [0, 0],
    ];
    expect(balancedAccuracy(secondAbsent)).toBe(0.75);
    expect(balancedAccuracy([[0]])).toBeNaN();
  });

  it('refuses what is no confusion matrix', () => {
    expect(() => balancedAccuracy([[1, 2]])).toThrow(
      'balancedAccuracy: the confusion matrix must be square',
    );
    expect(() => balancedAccuracy([[-1]])).toThrow(
      'the count in row 0, column 0 must be a number from 0 to 9007199254740991, but it is -1',
    );
  });

  it('stays when a class grows in proportion or the classes are reordered', () => {
    fc.assert(
      fc.property(square(), ({ matrix, order }) => {
        const value = balancedAccuracy(matrix);
        const grown = matrix.map((row, i) => (i === 0 ? row.map((count) => 5 * count) : row));
        expect(balancedAccuracy(grown)).toBeCloseTo(value, 12);
        expect(balancedAccuracy(relabel(matrix, order))).toBeCloseTo(value, 12);
      }),
    );
  });

  it('equals accuracy where every class has as many samples', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { minLength: 1, maxLength: 6 }), (correct) => {
        const n = correct.length;
        const matrix = correct.map((hits, i) => {
          const row = new Array<number>(n).fill(0);
          row[(i + 1) % n]! += 10 - hits;
          row[i]! += hits;
          return row;
        });
        expect(balancedAccuracy(matrix)).toBeCloseTo(accuracy(matrix), 12);
      }),
    );
  });
});
