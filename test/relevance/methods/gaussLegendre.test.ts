import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../../src/relevance/methods/gaussLegendre';

const integral = (count: number, f: (x: number) => number): number => {
  const { points, weights } = gaussLegendre(count);
  return points.reduce((sum, x, i) => sum + (weights[i] as number) * f(x), 0);
};

describe('gaussLegendre', () => {
  it('has the points and weights of Abramowitz and Stegun, table 25.4', () => {
    const { points, weights } = gaussLegendre(5);
    const far = [0, 0.538469310105683, 0.906179845938664];
    const halves = [0.568888888888889, 0.478628670499366, 0.236926885056189];
    for (const [i, of] of [2, 1, 0, 1, 2].entries()) {
      const side = i < 2 ? -1 : 1;
      expect(points[i]).toBeCloseTo((1 + side * (far[of] as number)) / 2, 14);
      expect(weights[i]).toBeCloseTo((halves[of] as number) / 2, 14);
    }
  });

  it.each([1, 2, 7, 50, 1000])('of %i points is exact up to degree 2n - 1, not beyond', (count) => {
    for (const degree of [0, 1, 2 * count - 2, 2 * count - 1]) {
      expect(integral(count, (x) => x ** degree) * (degree + 1)).toBeCloseTo(1, 10);
    }
    if (count > 7) return;
    const beyond = 2 * count;
    expect(Math.abs(integral(count, (x) => x ** beyond) * (beyond + 1) - 1)).toBeGreaterThan(1e-8);
  });
});
