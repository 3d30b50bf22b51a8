import { describe, expect, it } from 'vitest';
import { type HostLines, stockham } from '../../src/fourier/stockham';
import { relativeError } from '../helpers/expectClose';
import { naiveDft } from '../helpers/naiveDft';
import { randomArray } from '../helpers/random';

const linesOf = (size: number, seed: number): HostLines => ({
  real: Float64Array.from(randomArray(size, seed)),
  imag: Float64Array.from(randomArray(size, seed + 1)),
});

/** Radices 2, 3, 4, 5, 8, dense ones, and their products in every order. */
const lengths = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 20, 24, 25, 27, 30, 32, 36, 45, 49, 64, 77, 90, 96,
  100, 121, 128, 210, 250, 256, 360, 512, 1001,
];

describe('stockham', () => {
  it.each(lengths)('is the DFT over the first axis at length %i, to float64', async (n) => {
    for (const lines of [1, 3]) {
      const x = linesOf(n * lines, n);
      const columns = Array.from({ length: lines }, (_, l) => {
        const column = (part: Float64Array) => part.filter((_, at) => at % lines === l);
        return naiveDft({ real: column(x.real), imag: column(x.imag) }, n);
      });
      const spare = linesOf(n * lines, 99);
      const y = stockham(x, spare, n, lines);
      for (const [l, expected] of columns.entries()) {
        const column = (part: Float64Array) => Array.from(part).filter((_, at) => at % lines === l);
        const both = [...column(y.real), ...column(y.imag)];
        expect(await relativeError(both, [...expected.real, ...expected.imag])).toBeLessThan(1e-12);
      }
      expect([x, spare].some((one) => one.real === y.real && one.imag === y.imag)).toBe(true);
    }
  });

  it('inverts when real and imaginary parts are exchanged', async () => {
    const n = 60;
    const x = linesOf(n, 4);
    const expected = naiveDft(x, n, true);
    const { real, imag } = stockham({ real: x.imag, imag: x.real }, linesOf(n, 1), n, 1);
    expect(
      await relativeError(
        imag,
        expected.real.map((v) => v * n),
      ),
    ).toBeLessThan(1e-12);
    expect(
      await relativeError(
        real,
        expected.imag.map((v) => v * n),
      ),
    ).toBeLessThan(1e-12);
  });

  it('keeps the lines apart', () => {
    const [n, lines] = [12, 5];
    const x = linesOf(n * lines, 4);
    for (let at = 2; at < n * lines; at += lines) x.real[at] = Number.NaN;
    const { real } = stockham(x, linesOf(n * lines, 1), n, lines);
    expect(Array.from(real).every((v, at) => Number.isNaN(v) === (at % lines === 2))).toBe(true);
  });
});
