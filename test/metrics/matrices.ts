import fc from 'fast-check';
import fixture from '../fixtures/classification.json';

/** Matrices with scikit-learn's scores; JSON has null for NaN. */
export const scored = [...fixture.cases, ...fixture.weighted];

/** Those with samples, whose accuracies are numbers. */
export const sampled = scored.flatMap(({ name, matrix, accuracy, balancedAccuracy }) =>
  accuracy !== null && balancedAccuracy !== null
    ? [{ name, matrix, accuracy, balancedAccuracy }]
    : [],
);

/** Confusion matrices of 1 to 6 classes with at least one sample, and an order of their classes. */
export const square = () =>
  fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      matrix: fc
        .array(fc.array(fc.nat(50), { minLength: n, maxLength: n }), { minLength: n, maxLength: n })
        .filter((matrix) => matrix.flat().some((count) => count > 0)),
      order: fc.shuffledSubarray(
        Array.from({ length: n }, (_, i) => i),
        { minLength: n },
      ),
    }),
  );

export const relabel = (matrix: number[][], order: number[]) =>
  order.map((i) => order.map((j) => matrix[i]![j]!));

export const transpose = (matrix: number[][]) =>
  matrix.map((row, i) => row.map((_, j) => matrix[j]![i]!));
