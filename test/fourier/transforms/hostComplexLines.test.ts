import { describe, expect, it } from 'vitest';
import { type FftModule, fftModule } from '../../../src/fourier/transforms/fftModule';
import {
  hostComplexLines,
  hostHalfToReal,
  hostRealToHalf,
} from '../../../src/fourier/transforms/hostComplexLines';
import type { LineTransform } from '../../../src/fourier/transforms/lineTransform';
import { randomArray } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { naiveHalfToReal, naiveLines } from '../../helpers/naiveLines';

const fft = fftModule() as FftModule;

interface Shape {
  outer: number;
  length: number;
  inner: number;
}

const sizes = ({ outer, length, inner }: Shape): [number, number, number] => [outer, length, inner];

/** Room filled with NaN, so that a value which is not written shows. */
const room = (shape: Shape) => ({
  ...shape,
  values: new Float32Array(shape.outer * shape.length * shape.inner).fill(Number.NaN),
});

const random = (shape: Shape, seed: number) => ({
  ...shape,
  values: randomArray(shape.outer * shape.length * shape.inner, seed),
});

/** [outer, inner]: one line, one and two blocks of 16, all kinds of remainders, and more than fits in a part. */
const bundles: [number, number][] = [
  [1, 1],
  [2, 1],
  [15, 1],
  [33, 1],
  [3, 2],
  [5, 7],
  [7, 4],
  [2, 15],
  [1, 16],
  [3, 17],
  [2, 37],
  [1, 3000],
];

/** [n, used, kept]; every radix alone and with others */
const lengths: [number, number, number][] = [
  [1, 1, 1],
  [2, 2, 2],
  [7, 5, 6],
  [12, 12, 12],
  [30, 9, 30],
  [36, 28, 5],
];

const cases = bundles.flatMap(([outer, inner], i) =>
  [0, 2, 3].map((more) => {
    const [n, used, keep] = lengths[(i + more) % 6]!;
    const at = Math.min(i % 4, n - used);
    const first = Math.min((i + more) % 3, n - keep);
    return { n, used, keep, outer, inner, at, first };
  }),
);

const binsOf = (n: number) => Math.floor(n / 2) + 1;

async function checkComplex(one: (typeof cases)[number], inverse: boolean) {
  const { n, used, keep, outer, inner, at, first } = one;
  const shape = { outer, length: used, inner };
  const x = { real: random(shape, 1), imag: random(shape, 2) };
  const answer = { outer, length: keep, inner };
  const y = { real: room(answer), imag: room(answer) };
  const t: LineTransform = { n, keep, inverse, scale: 0.5, at, first };
  hostComplexLines(fft, x, y, t);
  const expected = naiveLines({ shape: sizes(shape), real: x.real.values, imag: x.imag.values }, t);
  await expectClose(
    [...y.real.values, ...y.imag.values],
    [...expected.real, ...expected.imag],
    1e-6,
  );
}

async function checkHalf(one: (typeof cases)[number]) {
  const { n, used, outer, inner, at } = one;
  const keep = Math.min(one.keep, binsOf(n));
  const first = Math.min(one.first, binsOf(n) - keep);
  const shape = { outer, length: used, inner };
  const x = random(shape, 3);
  const answer = { outer, length: keep, inner };
  const y = { real: room(answer), imag: room(answer) };
  const t: LineTransform = { n, keep, inverse: false, scale: 2, at, first };
  hostRealToHalf(fft, x, y, t);
  const expected = naiveLines({ shape: sizes(shape), real: x.values }, t);
  await expectClose(
    [...y.real.values, ...y.imag.values],
    [...expected.real, ...expected.imag],
    1e-6,
  );
}

async function checkReal(one: (typeof cases)[number]) {
  const { n, keep, outer, inner, first } = one;
  const used = Math.min(one.used, binsOf(n));
  const at = Math.min(one.at, binsOf(n) - used);
  const shape = { outer, length: used, inner };
  const x = { real: random(shape, 5), imag: random(shape, 6) };
  const y = room({ outer, length: keep, inner });
  const t: LineTransform = { n, keep, inverse: true, scale: 1 / n, at, first };
  hostHalfToReal(fft, x, y, t);
  const expected = naiveHalfToReal(
    { shape: sizes(shape), real: x.real.values, imag: x.imag.values },
    t,
  );
  await expectClose(y.values, expected, 1e-6);
}

describe.each(cases)(
  'n = $n, $used used at $at, $keep kept from $first, $outer times $inner lines',
  (one) => {
    it.each([false, true])('complex lines, inverse: %s', (inverse) => checkComplex(one, inverse));
    it('real lines to half spectra', () => checkHalf(one));
    it('half spectra to real lines, whatever the imaginary parts at 0 and n/2', () =>
      checkReal(one));
  },
);

/** Radices 2, 3, 4, 5, dense ones, and their products in every order. */
const everyRadix = [
  3, 4, 5, 6, 8, 9, 10, 11, 15, 16, 20, 24, 25, 27, 32, 45, 49, 64, 77, 90, 96, 100, 121, 128, 210,
  241, 250, 256, 360, 512, 1000, 1001,
];

/** All lengths up to 130, whole, padded, cropped and placed, in odd numbers of lines one behind the other. */
const everyLength = Array.from({ length: 130 }, (_, i) => {
  const n = i + 1;
  const [used, keep] = i % 2 === 0 ? [n, n] : [Math.ceil(0.7 * n), Math.ceil(0.6 * n)];
  const [at, first] = [Math.min(i % 4, n - used), Math.min(i % 3, n - keep)];
  return { n, used, keep, outer: [1, 2, 3, 5, 17][i % 5]!, inner: 1, at, first };
});

/** Primes p with p - 1 of small factors, and others; long lines of every radix. */
const longLines = [131, 251, 257, 263, 509, 768, 1009, 1250, 2048].map((n, i) => ({
  ...{ n, used: n - (i % 2), keep: n - (i % 3 === 2 ? 5 : 0), outer: i % 4 === 3 ? 1 : 2 },
  ...{ inner: i % 3 === 1 ? 2 : 1, at: i % 2, first: i % 3 === 2 ? 4 : 0 },
}));

describe.each([...everyLength, ...longLines])(
  'lines of n = $n, $used used at $at, $keep kept from $first, $outer times $inner',
  (one) => {
    it('are right in all three transforms', async () => {
      await checkComplex(one, false);
      await checkComplex(one, true);
      await checkHalf(one);
      await checkReal(one);
    });
  },
);

describe('host lines', () => {
  it.each(everyRadix)('are right to float32 rounding at length %i', async (n) => {
    const one = {
      n,
      used: n,
      keep: n,
      outer: 1,
      inner: 3,
      from: 1,
      to: 1,
      at: 0,
      first: 0,
    } as const;
    await checkComplex(one, false);
    await checkHalf(one);
    await checkReal(one);
  });

  it('keep the lines apart: NaN stays in the line that has it', () => {
    for (const n of [12, 15]) {
      const x = random({ outer: 1, length: n, inner: 5 }, 4);
      x.values[5 * 3 + 2] = Number.NaN;
      const shape = { outer: 1, length: binsOf(n), inner: 5 } as const;
      const y = { real: room(shape), imag: room(shape) };
      hostRealToHalf(fft, x, y, { n, keep: binsOf(n), inverse: false, scale: 1 });
      const wrong = [...y.real.values.entries()].filter(([, value]) => Number.isNaN(value));
      expect(wrong.map(([at]) => at % 5)).toEqual(new Array<number>(binsOf(n)).fill(2));
    }
  });

  it('do nothing to no lines', () => {
    const none = (length: number) => room({ outer: 0, length, inner: 2 });
    const t: LineTransform = { n: 4, keep: 3, inverse: false, scale: 1 };
    const pair = (length: number) => ({ real: none(length), imag: none(length) });
    expect(() => hostRealToHalf(fft, none(4), pair(3), t)).not.toThrow();
    expect(() => hostComplexLines(fft, pair(4), pair(3), t)).not.toThrow();
    expect(() => hostHalfToReal(fft, pair(3), none(3), t)).not.toThrow();
  });
});
