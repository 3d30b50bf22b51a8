import { describe, expect, it } from 'vitest';
import { fastLength } from '../../../src/fourier/transforms/fastLength';

describe('fastLength', () => {
  it('is 1 or the next even product of 2, 3 and 5', () => {
    const products = new Set<number>();
    for (let a = 1; a <= 1024; a *= 2)
      for (let b = a; b <= 1024; b *= 3) for (let c = b; c <= 1024; c *= 5) products.add(c);
    const sorted = [...products].filter((n) => n === 1 || n % 2 === 0).sort((a, b) => a - b);
    for (let n = 1; n <= 1000; n++) {
      expect(fastLength(n)).toBe(sorted.find((product) => product >= n));
    }
  });
});
