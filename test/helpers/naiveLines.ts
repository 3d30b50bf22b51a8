import type { LineTransform } from '../../src/fourier/lineTransform';
import { naiveDft } from './naiveDft';

export interface LineArray {
  /** [outer, length, inner], or [outer, inner, length] where the transform says so */
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
  { shape, real, imag }: LineArray,
  { keep, first = 0, at = 0, from = 1, to = 1 }: LineTransform,
  transform: (line: Line) => Line,
): Line {
  const [outer, length, inner] = [shape[0], shape[from], shape[3 - from] as number];
  const size = outer * keep * inner;
  const place = (axis: 1 | 2, [o, j, i]: number[], n: number) =>
    axis === 1 ? (o! * n + j!) * inner + i! : (o! * inner + i!) * n + j!;
  const y = { real: new Array<number>(size).fill(0), imag: new Array<number>(size).fill(0) };
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const places = Array.from({ length }, (_, j) => place(from, [o, j, i], length));
      const behindZeros = (values: number[]) => [...new Array<number>(at).fill(0), ...values];
      const line = transform({
        real: behindZeros(places.map((index) => real[index]!)),
        imag: behindZeros(places.map((index) => imag?.[index] ?? 0)),
      });
      for (let k = 0; k < keep; k++) {
        y.real[place(to, [o, k, i], keep)] = line.real[first + k]!;
        y.imag[place(to, [o, k, i], keep)] = line.imag[first + k]!;
      }
    }
  }
  return y;
}
