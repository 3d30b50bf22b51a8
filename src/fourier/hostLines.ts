import type { LineTransform } from './lineTransform';
import { type HostLines, stockham } from './stockham';

/** Host values seen as [outer, length, inner]: lines of `length` values that lie `inner` apart. */
export interface HostArray {
  readonly values: Float32Array;
  readonly length: number;
  readonly inner: number;
}

export interface HostComplex {
  readonly real: HostArray;
  readonly imag: HostArray;
}

/** Lines transformed together: enough to share twiddle factors, few enough to stay in the cache. */
const BLOCK = 16;

/** `y` = DFT of the complex lines of `x`. */
export function hostComplexLines(x: HostComplex, y: HostComplex, t: LineTransform): void {
  const turned = ({ real, imag }: HostLines) =>
    t.inverse ? { real: imag, imag: real } : { real, imag };
  const [work, spare] = [buffer(t.n), buffer(t.n)];
  for (const lines of blocks(x.real, BLOCK)) {
    const columns = lines.length;
    const from = turned(work);
    load(x.real, lines, from.real, columns, t.n);
    load(x.imag, lines, from.imag, columns, t.n);
    const to = turned(stockham(work, spare, t.n, columns));
    store(to.real, columns, y.real, lines, t);
    store(to.imag, columns, y.imag, lines, t);
  }
}

/** `y` = first bins of the DFT of real lines, two of which travel as one complex line. */
export function hostRealToHalf(x: HostArray, y: HostComplex, t: LineTransform): void {
  const [work, spare] = [buffer(t.n), buffer(t.n)];
  for (const lines of blocks(x, 2 * BLOCK)) {
    const [first, second] = halves(lines);
    load(x, first, work.real, first.length, t.n);
    load(x, second, work.imag, first.length, t.n);
    splitPairs(stockham(work, spare, t.n, first.length), y, [first, second], t);
  }
}

/** `y` = inverse DFT of half spectra whose other half is the complex conjugate. */
export function hostHalfToReal(x: HostComplex, y: HostArray, t: LineTransform): void {
  const [work, spare] = [buffer(t.n), buffer(t.n)];
  for (const lines of blocks(x.real, 2 * BLOCK)) {
    const [first, second] = halves(lines);
    joinPairs(x, [first, second], { real: work.imag, imag: work.real }, t.n);
    const { real, imag } = stockham(work, spare, t.n, first.length);
    store(imag, first.length, y, first, t);
    store(real, first.length, y, second, t);
  }
}

const buffer = (n: number): HostLines => ({
  real: new Float64Array(n * BLOCK),
  imag: new Float64Array(n * BLOCK),
});

/** Line numbers in groups of at most `size`. */
function* blocks({ values, length }: HostArray, size: number): Generator<Int32Array> {
  const count = values.length / length;
  for (let at = 0; at < count; at += size) {
    yield Int32Array.from({ length: Math.min(size, count - at) }, (_, i) => at + i);
  }
}

/** The first half is the longer one. */
function halves(lines: Int32Array): [Int32Array, Int32Array] {
  const middle = Math.ceil(lines.length / 2);
  return [lines.subarray(0, middle), lines.subarray(middle)];
}

/** Where the lines begin in the array. */
function starts({ length, inner }: HostArray, lines: Int32Array): Int32Array {
  return lines.map((line) => Math.floor(line / inner) * length * inner + (line % inner));
}

/** Lines of `x` as columns of `to` [n, columns]; what is left of `to` becomes zero. */
function load(x: HostArray, lines: Int32Array, to: Float64Array, columns: number, n: number): void {
  const { values, length, inner } = x;
  const at = starts(x, lines);
  if (at.length < columns || length < n) to.fill(0, 0, n * columns);
  for (let j = 0; j < length; j++) {
    for (let l = 0; l < at.length; l++) {
      to[j * columns + l] = values[(at[l] as number) + j * inner] as number;
    }
  }
}

/** The first rows of `from` [n, columns] as lines of `y`. */
function store(
  from: Float64Array,
  columns: number,
  y: HostArray,
  lines: Int32Array,
  { keep, scale }: LineTransform,
): void {
  const at = starts(y, lines);
  for (let k = 0; k < keep; k++) {
    for (let l = 0; l < at.length; l++) {
      y.values[(at[l] as number) + k * y.inner] = (from[k * columns + l] as number) * scale;
    }
  }
}

type Pair = readonly [Int32Array, Int32Array];

/** z = F(a + ib) holds F(a) = (z_k + z*_{n-k})/2 and F(b) = (z_k - z*_{n-k})/2i. */
function splitPairs(z: HostLines, y: HostComplex, [first, second]: Pair, t: LineTransform): void {
  const [a, b] = [starts(y.real, first), starts(y.real, second)];
  const { real, imag } = { real: y.real.values, imag: y.imag.values };
  const half = t.scale / 2;
  for (let k = 0; k < t.keep; k++) {
    const mirror = ((t.n - k) % t.n) * a.length;
    for (let l = 0; l < a.length; l++) {
      const zr = z.real[k * a.length + l] as number;
      const zi = z.imag[k * a.length + l] as number;
      const mr = z.real[mirror + l] as number;
      const mi = z.imag[mirror + l] as number;
      const atA = (a[l] as number) + k * y.real.inner;
      real[atA] = (zr + mr) * half;
      imag[atA] = (zi - mi) * half;
      if (l >= b.length) continue;
      const atB = (b[l] as number) + k * y.real.inner;
      real[atB] = (zi + mi) * half;
      imag[atB] = (mr - zr) * half;
    }
  }
}

/** The whole spectrum of a + ib from the half spectra of a and b, as columns of `to` [n, columns]. */
function joinPairs(x: HostComplex, [first, second]: Pair, to: HostLines, n: number): void {
  to.real.fill(0, 0, n * first.length);
  to.imag.fill(0, 0, n * first.length);
  addWhole(x, first, to, first.length, n, 1);
  // i(r + is) = -s + ir: real and imaginary part change places, and one of them its sign
  addWhole(x, second, { real: to.imag, imag: to.real }, first.length, n, -1);
}

/** Adds half spectra and their conjugate mirrors; `sign` is that of the imaginary parts. */
function addWhole(
  x: HostComplex,
  lines: Int32Array,
  to: HostLines,
  columns: number,
  n: number,
  sign: 1 | -1,
): void {
  const at = starts(x.real, lines);
  for (let k = 0; k < x.real.length; k++) {
    const mirror = (n - k) % n;
    for (let l = 0; l < at.length; l++) {
      const from = (at[l] as number) + k * x.real.inner;
      const real = x.real.values[from] as number;
      const imag = sign * (x.imag.values[from] as number);
      add(to.real, k * columns + l, real);
      if (mirror === k) continue;
      add(to.imag, k * columns + l, imag);
      add(to.real, mirror * columns + l, real);
      add(to.imag, mirror * columns + l, -imag);
    }
  }
}

function add(to: Float64Array, at: number, value: number): void {
  to[at] = (to[at] as number) + value;
}
