import { blockSize, type LinesCall, type Pair } from './fftCalls';
import type { FftModule } from './fftModule';
import type { FftTables } from './fftTables';
import type { HostArray, HostComplex } from './hostArray';
import type { LineTransform } from './lineTransform';
import { primeComplexLines, primeHalfToReal, primeRealToHalf } from './primeLines';
import { isPrime } from './raderTables';

/** Shorter lines of a prime length are transformed from the definition, four at a time. */
const isLongPrime = (n: number): boolean => n > 128 && isPrime(n);

/** `y` = DFT of the complex lines of `x`. */
export function hostComplexLines(
  fft: FftModule,
  x: HostComplex,
  y: HostComplex,
  t: LineTransform,
): void {
  const parts = ({ real, imag }: HostComplex): HostComplex =>
    t.inverse ? { real: imag, imag: real } : { real, imag };
  if (isLongPrime(t.n)) primeComplexLines(parts(x), parts(y), { ...t, fft });
  else transform(fft, 'complexToComplex', parts(x), parts(y), t);
}

/** `y` = first bins of the DFT of real lines. */
export function hostRealToHalf(
  fft: FftModule,
  x: HostArray,
  y: HostComplex,
  t: LineTransform,
): void {
  if (isLongPrime(t.n)) primeRealToHalf(x, y, { ...t, fft });
  else if (t.n % 2 === 0) transform(fft, 'realToHalf', { real: x }, y, t);
  else hostComplexLines(fft, { real: x, imag: zeros(x) }, y, { ...t, inverse: false });
}

/** `y` = inverse DFT of half spectra whose other half is the complex conjugate. */
export function hostHalfToReal(
  fft: FftModule,
  x: HostComplex,
  y: HostArray,
  t: LineTransform,
): void {
  if (isLongPrime(t.n)) primeHalfToReal(x, y, { ...t, fft });
  else if (t.n % 2 === 0) transform(fft, 'halfToReal', x, { real: y }, t);
  else {
    const doubled = { real: withoutMirror(x.real, t), imag: withoutMirror(x.imag, t) };
    hostComplexLines(fft, doubled, { real: y, imag: zeros(y) }, { ...t, inverse: true });
  }
}

const zeros = (x: HostArray): HostArray => ({ ...x, values: new Float32Array(x.values.length) });

/** Bins other than 0 count twice: the real part of their transform is that of the whole spectrum of odd length. */
function withoutMirror(x: HostArray, { at: place = 0 }: LineTransform): HostArray {
  const bin = (at: number) => place + (Math.floor(at / x.inner) % x.length);
  return { ...x, values: x.values.map((value, at) => (bin(at) === 0 ? value : 2 * value)) };
}

/** Complex lines, or real ones. */
interface HostParts {
  readonly real: HostArray;
  readonly imag?: HostArray;
}

type Transform = 'complexToComplex' | 'realToHalf' | 'halfToReal';

/** Values of a part that are copied to the module and back at once: they fit in the processor's cache. */
const PART = 2 ** 15;

function transform(
  fft: FftModule,
  name: Transform,
  x: HostParts,
  y: HostParts,
  t: LineTransform,
): void {
  if (y.real.values.length === 0) return;
  const parts = partsOf(x.real, y.real);
  const [first] = parts as [Part, ...Part[]];
  // no part is larger than the first one
  const size = (array: HostArray | undefined) =>
    array ? first.outers * first.count * array.length : 0;
  const need = {
    tables: { lines: { n: t.n, packed: name !== 'complexToComplex' } },
    room: {
      work: blockSize(t.n),
      ...{ fromReal: size(x.real), fromImag: size(x.imag) },
      ...{ toReal: size(y.real), toImag: size(y.imag) },
    },
  };
  fft.within(need, ({ run, tables, room, values }) => {
    for (const part of parts) {
      copyIn(x.real, part, values, room.fromReal / 4);
      if (x.imag) copyIn(x.imag, part, values, room.fromImag / 4);
      runPart(run[name], { t, tables: tables.lines, room, part, x: x.real, y: y.real });
      copyOut(y.real, part, values, room.toReal / 4);
      if (y.imag) copyOut(y.imag, part, values, room.toImag / 4);
    }
  });
}

type Room = Record<'work' | 'fromReal' | 'fromImag' | 'toReal' | 'toImag', number>;

interface PartRun {
  readonly t: LineTransform;
  readonly tables: FftTables;
  readonly room: Room;
  readonly part: Part;
  readonly x: HostArray;
  readonly y: HostArray;
}

/** The lines of a part in the module: all at once where they lie one behind the other, else those of each outer index. */
function runPart(
  run: (call: LinesCall<Pair, Pair>) => void,
  { t, tables, room, part, x, y }: PartRun,
): void {
  const alone = x.inner === 1;
  const { outers, count } = part;
  const [lines, stride] = alone ? [outers, 1] : [count, count];
  const apart = ({ length }: HostArray) => (alone ? length : 1);
  const inputs = { stride, apart: apart(x), used: x.length, at: t.at ?? 0 };
  const outputs = { stride, apart: apart(y), keep: t.keep, first: t.first ?? 0 };
  const { work, fromReal, fromImag, toReal, toImag } = room;
  for (let o = 0; o < (alone ? 1 : outers); o++) {
    const [before, after] = [4 * o * count * x.length, 4 * o * count * y.length];
    run({
      tables,
      work,
      lines,
      from: { real: fromReal + before, imag: fromImag + before },
      inputs,
      to: { real: toReal + after, imag: toImag + after },
      outputs,
      scale: t.scale,
    });
  }
}

/** Some neighbouring outer indices and all inner ones, or one outer index and some neighbouring inner ones. */
interface Part {
  readonly outer: number;
  readonly outers: number;
  readonly first: number;
  readonly count: number;
}

function partsOf({ values, length, inner }: HostArray, y: HostArray): Part[] {
  const outer = values.length / (length * inner);
  const most = Math.max(1, Math.floor(PART / Math.max(length, y.length)));
  const outers = Math.max(1, Math.floor(most / inner));
  const count = inner <= most ? inner : Math.max(16, 16 * Math.floor(most / 16));
  const parts: Part[] = [];
  for (let o = 0; o < outer; o += outers) {
    for (let first = 0; first < inner; first += count) {
      parts.push({
        outer: o,
        outers: Math.min(outers, outer - o),
        first,
        count: Math.min(count, inner - first),
      });
    }
  }
  return parts;
}

function copyIn(x: HostArray, part: Part, to: Float32Array, at: number): void {
  eachRun(x, part, (from, size, offset) => {
    to.set(x.values.subarray(from, from + size), at + offset);
  });
}

function copyOut(y: HostArray, part: Part, from: Float32Array, at: number): void {
  eachRun(y, part, (to, size, offset) => {
    y.values.set(from.subarray(at + offset, at + offset + size), to);
  });
}

/** The stretches of an array that a part is made of: where each begins, its size, and its place in the part. */
function eachRun(
  { length, inner }: HostArray,
  { outer, outers, first, count }: Part,
  visit: (at: number, size: number, offset: number) => void,
): void {
  if (count === inner) visit(outer * length * inner, outers * length * inner, 0);
  else {
    for (let j = 0; j < length; j++) visit((outer * length + j) * inner + first, count, j * count);
  }
}
