import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanAbsoluteError } from '../../src/metrics';

/** Not so small that a mean of differences is rounded to 0. */
const number = fc.integer({ min: -(2 ** 30), max: 2 ** 30 }).map((value) => value / 1024);
const pairs = fc.array(fc.tuple(number, number), { minLength: 1 });

describe('meanAbsoluteError', () => {
  it('is the mean of |a - b|', () => {
    expect(meanAbsoluteError([3, -0.5, 2, 7], [2.5, 0, 2, 8])).toBe(0.5);
    expect(meanAbsoluteError([-1], [2])).toBe(3);
  });

  it('reads typed arrays, and adds up in float64', () => {
    const ones = new Float32Array(2 ** 20).fill(1);
    ones[0] = 2 ** 30 + 128;
    const expected = (2 ** 30 + 128 + 2 ** 20 - 1) / 2 ** 20;
    expect(meanAbsoluteError(ones, new Int32Array(2 ** 20))).toBe(expected);
  });

  it('is NaN with NaN', () => {
    expect(meanAbsoluteError([1, Number.NaN], [1, 2])).toBeNaN();
  });

  it('is symmetric, scales, and is 0 for equal lists alone', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [a, b] = [list.map(([one]) => one), list.map(([, other]) => other)];
        const error = meanAbsoluteError(a, b);
        expect(meanAbsoluteError(b, a)).toBe(error);
        const [twiceA, twiceB] = [a, b].map((values) => values.map((value) => 2 * value));
        expect(meanAbsoluteError(twiceA!, twiceB!)).toBe(2 * error);
        expect(error === 0).toBe(a.every((value, i) => value === b[i]));
      }),
    );
  });

  it('refuses other lengths, empty lists, and what holds no numbers', () => {
    expect(() => meanAbsoluteError([1, 2], [1])).toThrow(
      'meanAbsoluteError: a and b must have the same length, but they have 2 and 1',
    );
    expect(() => meanAbsoluteError([], new Float32Array())).toThrow(
      'meanAbsoluteError: a and b must hold at least one number, but they are empty',
    );
    const wrong = (list: unknown) => meanAbsoluteError([1], list as number[]);
    const noArray =
      'meanAbsoluteError: b must be an array of numbers, such as await tensor.data(), but it is';
    expect(() => wrong({ shape: [1] })).toThrow(`${noArray} an object`);
    expect(() => wrong(null)).toThrow(`${noArray} null`);
    expect(() => wrong('1')).toThrow('b must be an array of numbers');
    expect(() => wrong([[1]])).toThrow('meanAbsoluteError: b[0] must be a number, but it is [1]');
    expect(() => wrong(['1'])).toThrow("b[0] must be a number, but it is '1'");
    expect(() => wrong([undefined])).toThrow('b[0] must be a number, but it is undefined');
    expect(() => wrong(BigInt64Array.of(1n))).toThrow('b[0] must be a number, but it is 1n');
  });
});
