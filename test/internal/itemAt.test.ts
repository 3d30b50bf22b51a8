import { describe, expect, it } from 'vitest';
import { itemAt } from '../../src/internal/itemAt';

describe('itemAt', () => {
  it('counts from the start, and from the end where negative', () => {
    expect([0, 2, -1, -3].map((index) => itemAt(['a', 'b', 'c'], index))).toEqual([
      'a',
      'c',
      'c',
      'a',
    ]);
    expect(itemAt(new Float32Array([0, 4]), 0)).toBe(0);
  });

  it.each([2, -3])('refuses index %s of two items', (index) => {
    expect(() => itemAt([1, 2], index)).toThrow(`a list of 2 has no item ${index}`);
  });
});
