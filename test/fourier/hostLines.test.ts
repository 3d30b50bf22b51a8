import { describe, expect, it } from 'vitest';
import { hostComplexLines, hostHalfToReal, hostRealToHalf } from '../../src/fourier/hostLines';
import { expectClose, relativeError } from '../helpers/expectClose';
import { naiveHalfToReal, naiveLines } from '../helpers/naiveLines';
import { randomArray } from '../helpers/random';

type Three = [number, number, number];

const array = (shape: Three, values: Float32Array) => ({
  values,
  length: shape[1],
  inner: shape[2],
});

/** Room filled with NaN, so that a value which is not written shows. */
const room = ([outer, length, inner]: Three) =>
  array([outer, length, inner], new Float32Array(outer * length * inner).fill(Number.NaN));

const random = (shape: Three, seed: number) =>
  array(shape, randomArray(shape[0] * shape[1] * shape[2], seed));

/** [outer, inner]: one line, one and two blocks of 16, and all kinds of remainders. */
const bundles: [number, number][] = [
  [1, 1],
  [2, 1],
  [15, 1],
  [33, 1],
  [3, 2],
  [5, 7],
  [7, 5],
  [2, 15],
  [1, 16],
  [3, 17],
  [2, 37],
];

/** [n, used, kept] */
const lengths: Three[] = [
  [1, 1, 1],
  [2, 2, 2],
  [7, 5, 6],
  [12, 12, 12],
  [30, 9, 30],
  [36, 28, 5],
];

const cases = bundles.flatMap(([outer, inner], i) =>
  [lengths[i % 6]!, lengths[(i + 3) % 6]!].map(([n, used, keep]) => ({
    n,
    used,
    keep,
    outer,
    inner,
  })),
);

const binsOf = (n: number) => Math.floor(n / 2) + 1;

describe.each(cases)('n = $n, $used used, $keep kept, [$outer, ·, $inner]', (one) => {
  const { n, used, keep, outer, inner } = one;

  it.each([false, true])('complex lines, inverse: %s', async (inverse) => {
    const shape: Three = [outer, used, inner];
    const x = { real: random(shape, 1), imag: random(shape, 2) };
    const y = { real: room([outer, keep, inner]), imag: room([outer, keep, inner]) };
    const t = { n, keep, inverse, scale: 0.5 };
    hostComplexLines(x, y, t);
    const expected = naiveLines({ shape, real: x.real.values, imag: x.imag.values }, t);
    await expectClose(
      [...y.real.values, ...y.imag.values],
      [...expected.real, ...expected.imag],
      5e-7,
    );
  });

  it('real lines to half spectra', async () => {
    const shape: Three = [outer, used, inner];
    const t = { n, keep: Math.min(keep, binsOf(n)), inverse: false, scale: 2 };
    const x = random(shape, 3);
    const y = { real: room([outer, t.keep, inner]), imag: room([outer, t.keep, inner]) };
    hostRealToHalf(x, y, t);
    const expected = naiveLines({ shape, real: x.values }, t);
    await expectClose(
      [...y.real.values, ...y.imag.values],
      [...expected.real, ...expected.imag],
      5e-7,
    );
  });

  it('half spectra to real lines, whatever the imaginary parts at 0 and n/2', async () => {
    const shape: Three = [outer, Math.min(used, binsOf(n)), inner];
    const x = { real: random(shape, 5), imag: random(shape, 6) };
    const y = room([outer, keep, inner]);
    const t = { n, keep, inverse: true, scale: 1 / n };
    hostHalfToReal(x, y, t);
    const expected = naiveHalfToReal({ shape, real: x.real.values, imag: x.imag.values }, t);
    await expectClose(y.values, expected, 5e-7);
  });
});

describe('host lines', () => {
  it('are right to float32 rounding at long prime and composite lengths', async () => {
    for (const n of [241, 1000]) {
      const shape: Three = [1, n, 1];
      const x = random(shape, n);
      const y = { real: room([1, binsOf(n), 1]), imag: room([1, binsOf(n), 1]) };
      hostRealToHalf(x, y, { n, keep: binsOf(n), inverse: false, scale: 1 });
      const t = { n, keep: binsOf(n), inverse: false, scale: 1 };
      const expected = naiveLines({ shape, real: x.values }, t);
      const both = [...y.real.values, ...y.imag.values];
      const error = await relativeError(both, [...expected.real, ...expected.imag]);
      expect(error).toBeLessThan(1e-7);
    }
  });

  it('do nothing to no lines', () => {
    const none = () => ({ values: new Float32Array(0), length: 4, inner: 2 });
    const t = { n: 4, keep: 3, inverse: false, scale: 1 };
    expect(() => hostRealToHalf(none(), { real: none(), imag: none() }, t)).not.toThrow();
    const pair = { real: none(), imag: none() };
    expect(() => hostComplexLines(pair, pair, t)).not.toThrow();
    expect(() => hostHalfToReal(pair, none(), t)).not.toThrow();
  });
});
