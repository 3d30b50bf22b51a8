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

/**
 * Lines that are transformed together: those of `outers` from `outer` on that begin at `count` places
 * from `first` on. Such a block is a column a line in the buffers [n, outers · count].
 */
interface Block {
  readonly outer: number;
  readonly outers: number;
  readonly first: number;
  readonly count: number;
}

/** `y` = DFT of the complex lines of `x`. */
export function hostComplexLines(x: HostComplex, y: HostComplex, t: LineTransform): void {
  const turned = ({ real, imag }: HostLines) =>
    t.inverse ? { real: imag, imag: real } : { real, imag };
  const [work, spare] = [buffer(t.n), buffer(t.n)];
  for (const block of blocks(x.real)) {
    const columns = block.outers * block.count;
    const from = turned(work);
    load(x.real, block, from.real, columns, t.n);
    load(x.imag, block, from.imag, columns, t.n);
    const to = turned(stockham(work, spare, t.n, columns));
    store(to.real, columns, y.real, block, t);
    store(to.imag, columns, y.imag, block, t);
  }
}

/** `y` = first bins of the DFT of real lines; two blocks travel as real and imaginary part of one. */
export function hostRealToHalf(x: HostArray, y: HostComplex, t: LineTransform): void {
  const [work, spare] = [buffer(t.n), buffer(t.n)];
  const transform = (a: Block, b?: Block): void => {
    const columns = a.outers * a.count;
    load(x, a, work.real, columns, t.n);
    if (b) load(x, b, work.imag, columns, t.n);
    else work.imag.fill(0);
    const z = stockham(work, spare, t.n, columns);
    if (b && !isFirstRowFinite(z, columns)) {
      transform(a);
      transform(b);
      return;
    }
    // z = F(a + ib) holds 2F(a) = z_k + z*_{n-k} and 2F(b) = (z_k - z*_{n-k})/i
    storeHalf(z.real, z.imag, columns, y, a, t, 1);
    if (b) storeHalf(z.imag, z.real, columns, y, b, t, -1);
  };
  for (const [a, b] of pairsOf(blocks(x))) transform(a, b);
}

/** `y` = inverse DFT of half spectra whose other half is the complex conjugate. */
export function hostHalfToReal(x: HostComplex, y: HostArray, t: LineTransform): void {
  const [work, spare] = [buffer(t.n), buffer(t.n)];
  const transform = (a: Block, b?: Block): void => {
    const columns = a.outers * a.count;
    work.real.fill(0);
    work.imag.fill(0);
    // real and imaginary part change places for the inverse, and once more for the factor i of b
    addWhole(x, a, work.imag, work.real, columns, t.n, 1);
    if (b) addWhole(x, b, work.real, work.imag, columns, t.n, -1);
    const z = stockham(work, spare, t.n, columns);
    if (b && !isFirstRowFinite(z, columns)) {
      transform(a);
      transform(b);
      return;
    }
    store(z.imag, columns, y, a, t);
    if (b) store(z.real, columns, y, b, t);
  };
  for (const [a, b] of pairsOf(blocks(x.real))) transform(a, b);
}

/**
 * Row 0 is the sum of all values of a line: it shows NaN and infinities anywhere, which must not reach
 * the line that travels along.
 */
function isFirstRowFinite({ real, imag }: HostLines, columns: number): boolean {
  for (let l = 0; l < columns; l++) {
    if (!Number.isFinite((real[l] as number) + (imag[l] as number))) return false;
  }
  return true;
}

const buffer = (n: number): HostLines => ({
  real: new Float64Array(n * BLOCK),
  imag: new Float64Array(n * BLOCK),
});

/** Blocks of at most BLOCK lines, of neighbouring values where there are enough of them. */
function blocks({ values, length, inner }: HostArray): Block[] {
  const all = values.length / (length * inner);
  const count = Math.min(inner, BLOCK);
  const outers = inner > count ? 1 : Math.floor(BLOCK / count);
  const list: Block[] = [];
  for (let outer = 0; outer < all; outer += outers) {
    for (let first = 0; first < inner; first += count) {
      list.push({
        outer,
        outers: Math.min(outers, all - outer),
        first,
        count: Math.min(count, inner - first),
      });
    }
  }
  return list;
}

/** Two by two, the larger one first; sizes fall only at an edge, where a block may stay alone. */
function* pairsOf(list: Block[]): Generator<[Block, Block?]> {
  const size = ({ outers, count }: Block) => outers * count;
  for (let i = 0; i < list.length; ) {
    const [a, b] = [list[i] as Block, list[i + 1]];
    const paired = b && size(b) <= size(a);
    yield paired ? [a, b] : [a];
    i += paired ? 2 : 1;
  }
}

/** Lines of `x` as columns of `to` [n, columns]; what is left of `to` becomes zero. */
function load(x: HostArray, block: Block, to: Float64Array, columns: number, n: number): void {
  const { values, length, inner } = x;
  const { outer, outers, first, count } = block;
  if (outers * count < columns || length < n) to.fill(0, 0, n * columns);
  for (let o = 0; o < outers; o++) {
    let from = (outer + o) * length * inner + first;
    let at = o * count;
    for (let j = 0; j < length; j++, from += inner, at += columns) {
      for (let i = 0; i < count; i++) to[at + i] = values[from + i] as number;
    }
  }
}

/** The first rows of `from` [n, columns] as lines of `y`. */
function store(
  from: Float64Array,
  columns: number,
  y: HostArray,
  { outer, outers, first, count }: Block,
  { keep, scale }: LineTransform,
): void {
  const { values, length, inner } = y;
  for (let o = 0; o < outers; o++) {
    let to = (outer + o) * length * inner + first;
    let at = o * count;
    for (let k = 0; k < keep; k++, to += inner, at += columns) {
      for (let i = 0; i < count; i++) values[to + i] = (from[at + i] as number) * scale;
    }
  }
}

/** (z_k + z*_{n-k})/2 of z [n, columns]; with its parts exchanged and sign -1, (z_k - z*_{n-k})/2i. */
function storeHalf(
  real: Float64Array,
  imag: Float64Array,
  columns: number,
  y: HostComplex,
  { outer, outers, first, count }: Block,
  { n, keep, scale }: LineTransform,
  sign: 1 | -1,
): void {
  const { length, inner } = y.real;
  const [yr, yi, half] = [y.real.values, y.imag.values, scale / 2];
  for (let o = 0; o < outers; o++) {
    let to = (outer + o) * length * inner + first;
    for (let k = 0; k < keep; k++, to += inner) {
      const at = k * columns + o * count;
      const mirror = (k === 0 ? 0 : n - k) * columns + o * count;
      for (let i = 0; i < count; i++) {
        yr[to + i] = ((real[at + i] as number) + (real[mirror + i] as number)) * half;
        yi[to + i] = ((imag[at + i] as number) - (imag[mirror + i] as number)) * half * sign;
      }
    }
  }
}

/** Adds half spectra and their conjugate mirrors to [n, columns]; `sign` is that of the imaginary parts. */
function addWhole(
  x: HostComplex,
  { outer, outers, first, count }: Block,
  real: Float64Array,
  imag: Float64Array,
  columns: number,
  n: number,
  sign: 1 | -1,
): void {
  const { length, inner } = x.real;
  const [xr, xi] = [x.real.values, x.imag.values];
  for (let o = 0; o < outers; o++) {
    let from = (outer + o) * length * inner + first;
    for (let k = 0; k < length; k++, from += inner) {
      const at = k * columns + o * count;
      const mirror = (n - k) * columns + o * count;
      const alone = k === 0 || 2 * k === n;
      for (let i = 0; i < count; i++) {
        const re = xr[from + i] as number;
        real[at + i] = (real[at + i] as number) + re;
        if (alone) continue;
        const im = sign * (xi[from + i] as number);
        imag[at + i] = (imag[at + i] as number) + im;
        real[mirror + i] = (real[mirror + i] as number) + re;
        imag[mirror + i] = (imag[mirror + i] as number) - im;
      }
    }
  }
}
