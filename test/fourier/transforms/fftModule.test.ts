import { expect, it } from 'vitest';
import { type FftModule, fftModule } from '../../../src/fourier/transforms/fftModule';
import { hostComplexLines, hostRealToHalf } from '../../../src/fourier/transforms/hostComplexLines';
import { randomArray } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { naiveLines } from '../../helpers/naiveLines';

const fft = fftModule() as FftModule;
const MiB = 2 ** 20;

const line = (values: Float32Array) => ({ values, length: values.length, inner: 1 });

async function checkLength(n: number) {
  const x = { real: randomArray(n, n), imag: randomArray(n, n + 1) };
  const y = { real: new Float32Array(n), imag: new Float32Array(n) };
  const parts = ({ real, imag }: typeof x) => ({ real: line(real), imag: line(imag) });
  const t = { n, keep: n, inverse: false, scale: 1 };
  hostComplexLines(fft, parts(x), parts(y), t);
  const expected = naiveLines({ shape: [1, n, 1], ...x }, t);
  await expectClose([...y.real, ...y.imag], [...expected.real, ...expected.imag], 3e-6);
}

/** A transform of real lines of which nothing is asked but the first values. */
function firstBins(n: number): Float32Array {
  const [real, imag] = [new Float32Array(2), new Float32Array(2)];
  const x = line(new Float32Array(n).fill(1));
  hostRealToHalf(
    fft,
    x,
    { real: line(real), imag: line(imag) },
    { n, keep: 2, inverse: false, scale: 1 },
  );
  return real;
}

it('keeps tables of thousands of lengths in bounded memory, and gives the right ones', async () => {
  const before = fft.bytes();
  await checkLength(30);
  for (let n = 1; n < 4000; n++) {
    const need = { tables: { lines: { n, packed: false } }, room: { work: 1000 } };
    fft.within(need, ({ tables, values }) => {
      const last = values.subarray(tables.lines.root / 4).subarray(2 * n - 2, 2 * n);
      expect(last[0]).toBeCloseTo(Math.cos((2 * Math.PI) / n), 6);
      expect(last[1]).toBeCloseTo(Math.sin((2 * Math.PI) / n), 6);
    });
    if (n % 500 === 0) await checkLength(n % 1000 === 0 ? 30 : 36);
  }
  // tables of all these lengths would be 61 MiB
  expect(fft.bytes() - before).toBeLessThan(10 * MiB);
  for (const n of [30, 36, 35]) await checkLength(n);
});

it('gives the memory of a huge transform back', async () => {
  const n = 2 ** 21;
  expect(firstBins(n)[0]).toBe(n);
  const most = fft.bytes();
  expect(most).toBeGreaterThan(64 * MiB);
  // used now and then, it stays as it is
  const huge = { tables: {}, room: { much: 2 ** 25 } };
  for (let i = 0; i < 200; i++) {
    await checkLength(30);
    if (i % 50 === 0) fft.within(huge, () => undefined);
    expect(fft.bytes()).toBeGreaterThanOrEqual(most);
  }
  // not used any more, it goes
  for (let i = 0; i < 64; i++) await checkLength(30);
  expect(fft.bytes()).toBeLessThan(MiB);
  await checkLength(30);
});

it('gives memory back after work that failed, too', async () => {
  const need = { tables: {}, room: { much: 2 ** 25 } };
  const fail = () => {
    throw new Error('no');
  };
  expect(() => fft.within(need, fail)).toThrow('no');
  for (let i = 0; i < 64; i++) await checkLength(30);
  expect(fft.bytes()).toBeLessThan(MiB);
});

it('refuses work beyond what it can address, and goes on', async () => {
  const before = fft.bytes();
  const need = { tables: {}, room: { x: 2 ** 30, y: 2 ** 29 } };
  expect(() => fft.within(need, () => undefined)).toThrow(
    /^transforms must find their memory, but there are no 6,144 MiB$/,
  );
  expect(fft.bytes()).toBe(before);
  await checkLength(30);
});

it('gives a piece of work the tables of all its lengths, whatever was there before', () => {
  const root = (values: Float32Array, at: number) => [...values.subarray(at / 4, at / 4 + 2)];
  const large = { n: 2 ** 20, packed: false };
  for (let i = 0; i < 4; i++) {
    const other = { n: 2 ** 19 + i, packed: false };
    const need = { tables: { large, other, small: { n: 4, packed: false } }, room: { x: 4 } };
    fft.within(need, ({ tables, values, room }) => {
      for (const { n, root: at } of [tables.large, tables.other, tables.small]) {
        expect(root(values, at)[0]).toBe(1);
        const [real, imag] = root(values, at + 8) as [number, number];
        expect(real).toBeCloseTo(Math.cos((2 * Math.PI) / n), 6);
        expect(imag).toBeCloseTo(-Math.sin((2 * Math.PI) / n), 6);
      }
      expect(tables.small.root).not.toBe(tables.large.root);
      expect(room.x).toBeGreaterThanOrEqual(tables.small.radices);
    });
  }
  expect(fft.bytes()).toBeLessThan(64 * MiB);
});
