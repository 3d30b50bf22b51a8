import { memoize } from '../../internal/memoize';
import { fastLength } from './fastLength';
import { blockSize } from './fftCalls';
import { type FftModule, fftModule } from './fftModule';
import { radicesOf } from './fftTables';

/** What a prime length needs, see primeLines.ts. */
export interface RaderTables {
  /** g^q mod p for q < p - 1, all numbers from 1 to p - 1. */
  readonly powers: Int32Array;
  /** Length of the convolution: p - 1, or longer where that has large prime factors. */
  readonly n: number;
  /** Half spectrum of cos + sin of 2π g^t/p, over n. */
  readonly real: Float32Array;
  readonly imag: Float32Array;
}

/** Larger prime factors of p - 1 cost more than twice its length. */
const LARGEST_RADIX = 8;

/** Tables of at most so many primes, of at most this size, are remembered: 48 MiB in all. */
const ENTRIES = 4;
const LARGEST = 2 ** 20;

export const isPrime = (n: number): boolean => n > 1 && radicesOf({ n, packed: false })[0] === n;

/** Where there is the module. */
export const raderTables = memoize(
  (p: number): RaderTables => {
    const powers = powersOf(primitiveRoot(p), p);
    const smooth = Math.max(1, ...radicesOf({ n: p - 1, packed: true })) <= LARGEST_RADIX;
    const n = smooth ? p - 1 : fastLength(2 * p - 3);
    const waves = new Float32Array(n);
    for (let t = 2 - p; t < p - 1; t++) {
      const angle = (2 * Math.PI * (powers[(t + p - 1) % (p - 1)] as number)) / p;
      waves[(t + n) % n] = Math.cos(angle) + Math.sin(angle);
    }
    return { powers, n, ...halfSpectrumOf(waves) };
  },
  ENTRIES,
  ({ n }) => n > LARGEST,
);

/** Of a real line of even length, over that length. */
function halfSpectrumOf(line: Float32Array): Pick<RaderTables, 'real' | 'imag'> {
  const n = line.length;
  const bins = n / 2 + 1;
  const spectrum = { real: new Float32Array(bins), imag: new Float32Array(bins) };
  const need = {
    tables: { lines: { n, packed: true } },
    room: { work: blockSize(n), line: n, real: bins, imag: bins },
  };
  (fftModule() as FftModule).within(need, ({ run, tables, room, values }) => {
    values.set(line, room.line / 4);
    run.realToHalf({
      ...{ tables: tables.lines, work: room.work, lines: 1, scale: 1 / n },
      from: { real: room.line },
      inputs: { stride: 1, apart: 1, used: n, at: 0 },
      to: room,
      outputs: { stride: 1, apart: 1, keep: bins, first: 0 },
    });
    for (const part of ['real', 'imag'] as const) {
      spectrum[part].set(values.subarray(room[part] / 4, room[part] / 4 + bins));
    }
  });
  return spectrum;
}

function powersOf(g: number, p: number): Int32Array {
  const powers = new Int32Array(p - 1);
  for (let q = 0, power = 1; q < p - 1; q++, power = (power * g) % p) powers[q] = power;
  return powers;
}

/** The least number whose powers are all that are not 0 mod p: none to an exponent (p - 1)/f is 1. */
function primitiveRoot(p: number): number {
  const factors = new Set(radicesOf({ n: p - 1, packed: false }).map((r) => (r % 2 === 0 ? 2 : r)));
  const isRoot = (g: number) => [...factors].every((f) => powerMod(g, (p - 1) / f, p) !== 1);
  let g = 2;
  while (!isRoot(g)) g++;
  return g;
}

function powerMod(base: number, exponent: number, p: number): number {
  let [result, square] = [1, base];
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}
