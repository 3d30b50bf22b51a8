import { describe, expect, it } from 'vitest';
import { steepestFall } from '../../src/schedulers/steepestFall';

describe('steepestFall', () => {
  it('goes by central differences inside, by the neighbour at the ends', () => {
    // numpy.gradient gives [-1, -1.5, -2, -1, 1]
    expect(steepestFall([10, 9, 7, 5, 5 + 1])).toBe(2);
    // [-4, -2, 0]
    expect(steepestFall([9, 5, 5])).toBe(0);
    // [1, -1, -3]
    expect(steepestFall([4, 5, 2])).toBe(2);
  });

  it('gives the first of several', () => {
    expect(steepestFall([5, 4, 3, 2])).toBe(0);
  });

  it('gives nothing where nothing falls', () => {
    expect(steepestFall([1, 1, 2, 3])).toBeUndefined();
    expect(steepestFall([1])).toBeUndefined();
    expect(steepestFall([])).toBeUndefined();
  });
});
