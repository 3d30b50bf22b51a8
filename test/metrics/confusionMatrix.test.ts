import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix } from '../../src/metrics';
import fixture from '../fixtures/classification.json';

describe('confusionMatrix', () => {
  it.each(fixture.cases)('equals scikit-learn: $name', ({ actual, predicted, classes, matrix }) => {
    expect(confusionMatrix(actual, predicted, classes)).toEqual(matrix);
  });

  it('has rows actual and columns predicted', () => {
    expect(confusionMatrix([0, 0, 1], [1, 1, 1])).toEqual([
      [0, 2],
      [0, 1],
    ]);
  });

  it('takes the number of classes from the largest index in either list', () => {
    expect(confusionMatrix([0], [2])).toHaveLength(3);
    expect(confusionMatrix([2], [0])).toHaveLength(3);
    expect(confusionMatrix([], [])).toEqual([]);
    expect(confusionMatrix([], [], 2)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('reads typed arrays', () => {
    expect(confusionMatrix(Int32Array.of(1, 0), Float32Array.of(1, 1))).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('gives every class a row of its own', () => {
    const matrix = confusionMatrix([0], [0], 2);
    expect(matrix[0]).not.toBe(matrix[1]);
  });

  it('refuses what is no pair of label lists', () => {
    const refuses = (call: () => unknown, message: string) => expect(call).toThrow(message);
    refuses(
      () => confusionMatrix([0, 1], [0]),
      'confusionMatrix: actual and predicted must have the same length, but they have 2 and 1',
    );
    refuses(
      () => confusionMatrix([0, 1.5], [0, 0]),
      'confusionMatrix: actual[1] must be an integer of at least 0, but it is 1.5',
    );
    refuses(() => confusionMatrix([0, -1], [0, 0]), 'actual[1] must be an integer of at least 0');
    refuses(
      () => confusionMatrix([0], [Number.NaN]),
      'predicted[0] must be an integer of at least',
    );
    refuses(
      () => confusionMatrix([0, 1], [0, 2], 2),
      'confusionMatrix: predicted[1] must be an integer from 0 to 1, but it is 2',
    );
    refuses(
      () => confusionMatrix([1e9], [0]),
      'confusionMatrix: there must be at most 5000 classes, but there are 1000000001',
    );
    refuses(() => confusionMatrix([0], [0], 0), 'classes must be an integer from 1 to 5000');
    refuses(
      () => confusionMatrix({} as number[], [0]),
      'confusionMatrix: actual must be an array, but it is an object',
    );
  });

  it('counts every sample once, in its actual row and its predicted column', () => {
    const label = fc.nat(4);
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label)), (pairs) => {
        const actual = pairs.map(([a]) => a);
        const predicted = pairs.map(([, p]) => p);
        const matrix = confusionMatrix(actual, predicted, 5);
        for (let i = 0; i < 5; i++) {
          for (let j = 0; j < 5; j++) {
            expect(matrix[i]![j]).toBe(pairs.filter(([a, p]) => a === i && p === j).length);
          }
        }
      }),
    );
  });
});
