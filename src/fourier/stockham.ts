import { memoize } from '../internal/memoize';

/** Many complex lines on the host, stored as [n, lines]. */
export interface HostLines {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

interface Plan {
  readonly radices: readonly number[];
  /** exp(-2πi j/n) for j = 0 … n-1. */
  readonly root: HostLines;
}

const planOf = memoize((n: number): Plan => {
  const angles = Float64Array.from({ length: n }, (_, j) => (-2 * Math.PI * j) / n);
  return {
    radices: radicesOf(n),
    root: { real: angles.map(Math.cos), imag: angles.map(Math.sin) },
  };
});

function radicesOf(n: number): number[] {
  const radices: number[] = [];
  let rest = n;
  for (let radix = 4; rest > 1; radix = radix === 4 ? 2 : radix === 2 ? 3 : radix + 2) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return radices;
}

/**
 * The unscaled DFT, exp(-2πi jk/n), over the first axis of [n, lines], by the self-sorting algorithm
 * of Stockham with radix 4 and 2 and a dense step for every other prime. The lines lie innermost, so
 * that each twiddle factor is loaded once for all of them. Both buffers are overwritten; the one that
 * holds the answer is returned. Exchange real and imaginary parts for the inverse.
 */
export function stockham(x: HostLines, spare: HostLines, n: number, lines: number): HostLines {
  const { radices, root } = planOf(n);
  let [from, to] = [x, spare];
  let rest = n;
  let stride = lines;
  for (const radix of radices) {
    rest /= radix;
    const pass = radix === 4 ? radix4 : radix === 2 ? radix2 : anyRadix;
    pass(from, to, { radix, rest, stride, root, step: n / (rest * radix) });
    stride *= radix;
    [from, to] = [to, from];
  }
  return from;
}

/** One pass: y[s(rp + k) + q] = w^(pk·step) Σ_j x[s(p + m·j) + q] exp(-2πi jk/r), r = radix, m = rest, s = stride. */
interface Pass {
  readonly radix: number;
  readonly rest: number;
  readonly stride: number;
  readonly root: HostLines;
  readonly step: number;
}

function radix2(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const half = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c = root.real[p * step] as number;
    const d = root.imag[p * step] as number;
    let o = 2 * stride * p;
    for (let a = stride * p, end = a + stride; a < end; a++, o++) {
      const ar = xr[a] as number;
      const ai = xi[a] as number;
      const br = xr[a + half] as number;
      const bi = xi[a + half] as number;
      yr[o] = ar + br;
      yi[o] = ai + bi;
      yr[o + stride] = (ar - br) * c - (ai - bi) * d;
      yi[o + stride] = (ar - br) * d + (ai - bi) * c;
    }
  }
}

function radix4(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const quarter = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c1 = root.real[p * step] as number;
    const d1 = root.imag[p * step] as number;
    const c2 = root.real[2 * p * step] as number;
    const d2 = root.imag[2 * p * step] as number;
    const c3 = root.real[3 * p * step] as number;
    const d3 = root.imag[3 * p * step] as number;
    let o = 4 * stride * p;
    for (let a = stride * p, end = a + stride; a < end; a++, o++) {
      const ar = xr[a] as number;
      const ai = xi[a] as number;
      const br = xr[a + quarter] as number;
      const bi = xi[a + quarter] as number;
      const cr = xr[a + 2 * quarter] as number;
      const ci = xi[a + 2 * quarter] as number;
      const dr = xr[a + 3 * quarter] as number;
      const di = xi[a + 3 * quarter] as number;
      const er = ar + cr;
      const ei = ai + ci;
      const fr = br + dr;
      const fi = bi + di;
      yr[o] = er + fr;
      yi[o] = ei + fi;
      yr[o + 2 * stride] = (er - fr) * c2 - (ei - fi) * d2;
      yi[o + 2 * stride] = (er - fr) * d2 + (ei - fi) * c2;
      const gr = ar - cr;
      const gi = ai - ci;
      const hr = bi - di;
      const hi = dr - br;
      yr[o + stride] = (gr + hr) * c1 - (gi + hi) * d1;
      yi[o + stride] = (gr + hr) * d1 + (gi + hi) * c1;
      yr[o + 3 * stride] = (gr - hr) * c3 - (gi - hi) * d3;
      yi[o + 3 * stride] = (gr - hr) * d3 + (gi - hi) * c3;
    }
  }
}

function anyRadix(x: HostLines, y: HostLines, { radix, rest, stride, root, step }: Pass): void {
  const n = root.real.length;
  for (let p = 0; p < rest; p++) {
    for (let k = 0; k < radix; k++) {
      const out = stride * (radix * p + k);
      y.real.fill(0, out, out + stride);
      y.imag.fill(0, out, out + stride);
      for (let j = 0; j < radix; j++) {
        const turn = (j * k * (n / radix) + p * k * step) % n;
        const c = root.real[turn] as number;
        const d = root.imag[turn] as number;
        addProduct(x, stride * (p + rest * j), y, out, stride, c, d);
      }
    }
  }
}

/** y[out …] += (c + id)·x[at …] over `count` values. */
function addProduct(
  x: HostLines,
  at: number,
  y: HostLines,
  out: number,
  count: number,
  c: number,
  d: number,
): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  for (let q = 0; q < count; q++) {
    const ar = xr[at + q] as number;
    const ai = xi[at + q] as number;
    yr[out + q] = (yr[out + q] as number) + ar * c - ai * d;
    yi[out + q] = (yi[out + q] as number) + ar * d + ai * c;
  }
}
