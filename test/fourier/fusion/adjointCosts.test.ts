import { describe, expect, it } from 'vitest';
import { adjointCosts } from '../../../src/fourier/fusion/adjointCosts';
import { usualCosts } from '../../../src/fourier/fusion/plan/costs';
import { convolutionOf, noZeros } from '../../helpers/shapeMaps';

describe('adjointCosts', () => {
  it('adds up what each layer costs by itself, for the images that come out of it', () => {
    const valid = (filters: [number, number]) => ({
      ...convolutionOf([5, 5, ...filters]),
      margins: noZeros,
    });
    const [first, second] = [valid([1, 4]), valid([4, 6])];
    const options = { costs: usualCosts(), batch: 2 };
    const alone =
      (adjointCosts([first], [14, 12, 1], options).layered as number) +
      (adjointCosts([second], [10, 8, 4], options).layered as number);
    expect(adjointCosts([first, second], [14, 12, 1], options).layered).toBeCloseTo(alone, 9);
  });
});
