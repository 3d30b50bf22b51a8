import type { LineTransform } from '../../src/fourier/transforms/lineTransform';
import { naiveDft } from './naiveDft';

export interface LineArray {
  /** [outer, length, inner] */
  readonly shape: readonly [number, number, number];
  readonly real: ArrayLike<number>;
  readonly imag?: ArrayLike<number>;
}

/** The transform of every line in float64, straight from the definition. */
export function naiveLines(x: LineArray, t: LineTransform): { real: number[]; imag: number[] } {
  const { n, inverse, scale } = t;
  return eachLine(x, t, (line) => {
    const { real, imag } = naiveDft(line, n, inverse);
    const total = scale * (inverse ? n : 1);
    return { real: real.map((v) => v * total), imag: imag.map((v) => v * total) };
  });
}

/** The real lines whose half spectra are given; the others of the n bins are their conjugates. */
export function naiveHalfToReal(x: LineArray, t: LineTransform): number[] {
  const { n, scale } = t;
  return eachLine(x, t, (line) => {
    const real = new Array<number>(n).fill(0);
    const imag = new Array<number>(n).fill(0);
    for (let k = 0; k <= n / 2 && k < line.real.length; k++) {
      const own = k === 0 || 2 * k === n;
      real[k] = line.real[k]!;
      imag[k] = own ? 0 : line.imag[k]!;
      if (own) continue;
      real[n - k] = line.real[k]!;
      imag[n - k] = -line.imag[k]!;
    }
    const y = naiveDft({ real, imag }, n, true);
    return { real: y.real.map((v) => v * n * scale), imag: y.imag };
  }).real;
}

type Line = { real: number[]; imag: number[] };

function eachLine(
  { shape: [outer, length, inner], real, imag }: LineArray,
  { keep, first = 0, at = 0 }: LineTransform,
  transform: (line: Line) => Line,
): Line {
  const size = outer * keep * inner;
  const y = { real: new Array<number>(size).fill(0), imag: new Array<number>(size).fill(0) };
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const places = Array.from({ length }, (_, j) => (o * length + j) * inner + i);
      const behindZeros = (values: number[]) => [...new Array<number>(at).fill(0), ...values];
      const line = transform({
        real: behindZeros(places.map((index) => real[index]!)),
        imag: behindZeros(places.map((index) => imag?.[index] ?? 0)),
      });
      for (let k = 0; k < keep; k++) {
        y.real[(o * keep + k) * inner + i] = line.real[first + k]!;
        y.imag[(o * keep + k) * inner + i] = line.imag[first + k]!;
      }
    }
  }
  return y;
}
