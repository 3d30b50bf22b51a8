import { describe, expect, it } from 'vitest';
import { memoize } from '../../src/internal/memoize';

describe('memoize', () => {
  it('makes each value once, told apart by all arguments in order', () => {
    const made: string[] = [];
    const f = memoize(
      (a: number, b: number, c: boolean) => {
        made.push(`${a} ${b} ${c}`);
        return { a, b, c };
      },
      8,
      () => false,
    );
    expect(f(1, 2, true)).toEqual({ a: 1, b: 2, c: true });
    expect(f(1, 2, true)).toBe(f(1, 2, true));
    expect(f(1, 2, true)).not.toBe(f(2, 1, true));
    expect(f(1, 2, true)).not.toBe(f(1, 2, false));
    expect(f(12, 3, true)).not.toBe(f(1, 23, true));
    expect(made).toEqual(['1 2 true', '2 1 true', '1 2 false', '12 3 true', '1 23 true']);
  });

  it('forgets the oldest beyond its limit', () => {
    const made: number[] = [];
    const f = memoize(
      (n: number) => {
        made.push(n);
        return n;
      },
      2,
      () => false,
    );
    for (const n of [1, 2, 1, 3, 2, 3, 1]) expect(f(n)).toBe(n);
    expect(made).toEqual([1, 2, 3, 1]);
  });

  it('does not keep what is large', () => {
    const made: number[] = [];
    const f = memoize(
      (n: number) => {
        made.push(n);
        return n;
      },
      8,
      (n) => n > 9,
    );
    for (const n of [10, 1, 10, 1]) expect(f(n)).toBe(n);
    expect(made).toEqual([10, 1, 10]);
  });

  it('keeps nothing of a call that throws', () => {
    let calls = 0;
    const f = memoize(
      (n: number) => {
        calls++;
        if (calls === 1) throw new Error('once');
        return n;
      },
      8,
      () => false,
    );
    expect(() => f(5)).toThrow('once');
    expect(f(5)).toBe(5);
  });
});
