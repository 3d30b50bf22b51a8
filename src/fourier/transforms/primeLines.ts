import { blockSize, type Pair } from './fftCalls';
import type { FftModule } from './fftModule';
import type { HostArray, HostComplex } from './hostArray';
import type { LineTransform } from './lineTransform';
import { raderTables } from './raderTables';

/*
 * Lines of a prime length p (Rader 1968). The transform H[k] = Σ_j x[j] cas(2πjk/p) of Hartley, cas = cos + sin, has in it
 * all of the DFT of real lines: Re X[k] = (H[k] + H[p - k])/2, and Im X[k] = (H[p - k] - H[k])/2. With the powers of a
 * primitive root, j = g^q and k = g^(-u), it is H[k] = x[0] + Σ_q x[g^q] cas(2π g^(q - u)/p): a correlation of real
 * values of length p - 1, which two real transforms compute.
 */

type PrimeTransform = LineTransform & { readonly fft: FftModule };

/** `y` = DFT of complex lines. */
export function primeComplexLines(x: HostComplex, y: HostComplex, t: PrimeTransform): void {
  withHartley(t, ({ room, load, hartley, toComplex, values }) => {
    const [first, second] = [pairOf(room.first), pairOf(room.second)];
    eachLine(x.real, y.real, (from, to) => {
      for (const [part, spectrum] of [
        [x.real, first],
        [x.imag, second],
      ] as const) {
        load(part, from);
        hartley();
        toComplex(spectrum);
      }
      const { inner } = y.real;
      for (let i = 0, k = t.first ?? 0, at = to; i < t.keep; i++, k++, at += inner) {
        y.real.values[at] = valueAt(values, first.real, k) - valueAt(values, second.imag, k);
        y.imag.values[at] = valueAt(values, first.imag, k) + valueAt(values, second.real, k);
      }
    });
  });

  function pairOf(real: number): Pair {
    return { real, imag: real + 4 * t.n };
  }
}

/** `y` = first bins of the DFT of real lines. */
export function primeRealToHalf(x: HostArray, y: HostComplex, t: PrimeTransform): void {
  withHartley(t, ({ room, load, hartley, toComplex, save }) => {
    const spectrum = { real: room.first, imag: room.first + 4 * t.n };
    eachLine(x, y.real, (from, to) => {
      load(x, from);
      hartley();
      toComplex(spectrum);
      save(y.real, to, spectrum.real);
      save(y.imag, to, spectrum.imag);
    });
  });
}

/** `y` = inverse DFT of half spectra: the transform of Hartley of Re X - Im X, where the other half is X[p - k] = X[k]*. */
export function primeHalfToReal(x: HostComplex, y: HostArray, t: PrimeTransform): void {
  withHartley(t, ({ room, hartley, save, values }) => {
    const line = values.subarray(room.x / 4, room.x / 4 + t.n);
    const { length, inner } = x.real;
    eachLine(x.real, y, (from, to) => {
      line.fill(0);
      for (let i = 0, k = t.at ?? 0, at = from; i < length; i++, k++, at += inner) {
        const [a, b] = [x.real.values[at] as number, x.imag.values[at] as number];
        line[k] = t.scale * (k === 0 ? a : a - b);
        if (k > 0) line[t.n - k] = t.scale * (a + b);
      }
      hartley();
      save(y, to, room.h);
    });
  });
}

const valueAt = (values: Float32Array, pointer: number, k: number): number =>
  values[pointer / 4 + k] as number;

/** Where each line begins in both arrays. */
function eachLine(x: HostArray, y: HostArray, visit: (from: number, to: number) => void): void {
  const outer = x.values.length / (x.length * x.inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < x.inner; i++) {
      visit(o * x.length * x.inner + i, o * y.length * y.inner + i);
    }
  }
}

interface HartleyWork {
  readonly values: Float32Array;
  /** Pointers to a line, to its transform of Hartley, and to room for two spectra. */
  readonly room: Readonly<Record<'x' | 'h' | 'first' | 'second', number>>;
  /** The line at x from an array, among its zeros. */
  load(array: HostArray, from: number): void;
  /** Of the line at x, to h. */
  hartley(): void;
  /** h as a DFT, scaled. */
  toComplex(to: Pair): void;
  /** The values that are asked for of a line at a pointer. */
  save(array: HostArray, to: number, pointer: number): void;
}

function withHartley(t: PrimeTransform, work: (work: HartleyWork) => void): void {
  const { n: p, keep, first = 0, at = 0, scale, fft } = t;
  const rader = raderTables(p);
  const { n } = rader;
  const bins = n / 2 + 1;
  const need = {
    tables: { lines: { n, packed: true } },
    room: {
      ...{ work: blockSize(n), x: p, h: p, first: 2 * p, second: 2 * p },
      ...{ powers: p, kernelReal: bins, kernelImag: bins, line: n, real: bins, imag: bins },
    },
  };
  fft.within(need, ({ run, tables, room, values }) => {
    new Int32Array(values.buffer, room.powers).set(rader.powers);
    values.set(rader.real, room.kernelReal / 4);
    values.set(rader.imag, room.kernelImag / 4);
    const x = values.subarray(room.x / 4, room.x / 4 + p);
    const kernel = { real: room.kernelReal, imag: room.kernelImag };
    work({
      ...{ values, room },
      load: ({ values: from, length, inner }, start) => {
        x.fill(0);
        if (inner === 1) x.set(from.subarray(start, start + length), at);
        else for (let j = 0; j < length; j++) x[at + j] = from[start + j * inner] as number;
      },
      hartley: () =>
        run.hartley({
          ...{ p, tables: tables.lines, work: room.work, powers: room.powers, kernel },
          ...{ x: room.x, to: room.h, line: room.line, spectrum: room },
        }),
      toComplex: (to) => run.hartleyToComplex(p, room.h, to, scale),
      save: ({ values: to, inner }, start, pointer) => {
        const line = values.subarray(pointer / 4 + first, pointer / 4 + first + keep);
        if (inner === 1) to.set(line, start);
        else for (let i = 0; i < keep; i++) to[start + i * inner] = line[i] as number;
      },
    });
  });
}
