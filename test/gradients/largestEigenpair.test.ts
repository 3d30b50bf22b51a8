import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnNorms } from '../../src/gradients/columnNorms';
import { largestEigenpair } from '../../src/gradients/largestEigenpair';

describe('largestEigenpair', () => {
  it('is that of second differences, whose eigenvectors are sines', () => {
    for (const n of [1, 2, 5, 40]) {
      const beside = new Array<number>(n - 1).fill(-1);
      const { value, last } = largestEigenpair(new Array<number>(n).fill(2), beside);
      const angle = (n * Math.PI) / (n + 1);
      expect(value).toBeCloseTo(2 - 2 * Math.cos(angle), 12);
      expect(last).toBeCloseTo(Math.abs(Math.sqrt(2 / (n + 1)) * Math.sin(n * angle)), 9);
    }
  });

  it('is what rotations find', () => {
    const number = fc.double({ min: 0.1, max: 1, noNaN: true });
    const lists = fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(lists, (list) => {
        const n = list.length;
        const [diagonal, beside] = [list.map(([a]) => a), list.slice(1).map(([, b]) => b)];
        // shifted, so that all eigenvalues are singular values
        const matrix = new Float32Array(n * n);
        for (const [i, a] of diagonal.entries()) matrix[i * n + i] = a + 3;
        for (const [i, b] of beside.entries()) {
          matrix[i * n + i + 1] = b;
          matrix[(i + 1) * n + i] = b;
        }
        const expected = Math.max(...columnNorms(matrix, new Float32Array(n * n), n)) - 3;
        expect(Math.abs(largestEigenpair(diagonal, beside).value - expected)).toBeLessThan(1e-5);
      }),
    );
  });
});
