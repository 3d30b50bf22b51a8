import { blockSize, columnsFor, type FftModule, type FftPlan } from './fftModule';
import type { LineTransform } from './lineTransform';

/** Host values seen as lines [outer, length, inner]. */
export interface HostArray {
  readonly values: Float32Array;
  readonly length: number;
  readonly inner: number;
}

export interface HostComplex {
  readonly real: HostArray;
  readonly imag: HostArray;
}

/** `y` = DFT of the complex lines of `x`. */
export function hostComplexLines(
  fft: FftModule,
  x: HostComplex,
  y: HostComplex,
  t: LineTransform,
): void {
  const parts = ({ real, imag }: HostComplex) => (t.inverse ? [imag, real] : [real, imag]);
  transform(fft, 'complexToComplex', parts(x), parts(y), t);
}

/** `y` = first bins of the DFT of real lines. */
export function hostRealToHalf(
  fft: FftModule,
  x: HostArray,
  y: HostComplex,
  t: LineTransform,
): void {
  if (t.n % 2 === 0) transform(fft, 'realToHalf', [x], [y.real, y.imag], t);
  else hostComplexLines(fft, { real: x, imag: zeros(x) }, y, { ...t, inverse: false });
}

/** `y` = inverse DFT of half spectra whose other half is the complex conjugate. */
export function hostHalfToReal(
  fft: FftModule,
  x: HostComplex,
  y: HostArray,
  t: LineTransform,
): void {
  if (t.n % 2 === 0) transform(fft, 'halfToReal', [x.real, x.imag], [y], t);
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

type Transform = 'complexToComplex' | 'realToHalf' | 'halfToReal';

/** Values of a part that are copied to the module and back at once: they fit in the processor's cache. */
const PART = 2 ** 15;

function transform(
  fft: FftModule,
  name: Transform,
  x: readonly HostArray[],
  y: readonly HostArray[],
  t: LineTransform,
): void {
  const [from, to] = [x[0] as HostArray, y[0] as HostArray];
  if (to.values.length === 0) return;
  const plan = fft.plan(t.n, name !== 'complexToComplex');
  for (const part of partsOf(from, to)) {
    const columns = columnsFor(from.inner === 1 ? part.outers : part.count, t.n);
    const size = ({ length }: HostArray) => part.outers * part.count * length;
    const room = fft.room([blockSize(t.n), ...x.map(size), ...y.map(size)]);
    const [work, inputs] = [room[0] as number, room.slice(1, x.length + 1)];
    const outputs = room.slice(x.length + 1);
    const values = fft.values();
    for (const [i, array] of x.entries()) copyIn(array, part, values, (inputs[i] as number) / 4);
    runPart(fft.run[name], { ...t, ...plan, columns, work }, part, [from, inputs], [to, outputs]);
    for (const [i, array] of y.entries()) copyOut(array, part, values, (outputs[i] as number) / 4);
  }
}

/** The lines of a part, whose arrays lie at these places in the module. */
function runPart(
  run: (...args: number[]) => void,
  t: LineTransform & FftPlan & { readonly columns: number; readonly work: number },
  part: Part,
  [from, inputs]: readonly [HostArray, readonly number[]],
  [to, outputs]: readonly [HostArray, readonly number[]],
): void {
  const alone = from.inner === 1;
  const transformOf = [t.n, t.columns, t.work, t.radices, t.root, alone ? part.outers : part.count];
  for (let o = 0; o < (alone ? 1 : part.outers); o++) {
    const places = ({ length }: HostArray, pointers: readonly number[]) =>
      pointers.map((pointer) => pointer + 4 * o * part.count * length);
    run(
      ...transformOf,
      ...[...places(from, inputs), ...stridesOf(from, part, alone), from.length, t.at ?? 0],
      ...[...places(to, outputs), ...stridesOf(to, part, alone), t.keep, t.first ?? 0, t.scale],
    );
  }
}

/** Some neighbouring outer indices and all inner ones, or one outer index and some neighbouring inner ones. */
interface Part {
  readonly outer: number;
  readonly outers: number;
  readonly first: number;
  readonly count: number;
}

function* partsOf({ values, length, inner }: HostArray, y: HostArray): Generator<Part> {
  const outer = values.length / (length * inner);
  const most = Math.max(1, Math.floor(PART / Math.max(length, y.length)));
  const outers = Math.max(1, Math.floor(most / inner));
  const count = inner <= most ? inner : Math.max(16, 16 * Math.floor(most / 16));
  for (let o = 0; o < outer; o += outers) {
    for (let first = 0; first < inner; first += count) {
      yield {
        outer: o,
        outers: Math.min(outers, outer - o),
        first,
        count: Math.min(count, inner - first),
      };
    }
  }
}

/** Values between neighbours of a line, and between neighbouring lines, of a part in the module. */
function stridesOf({ length }: HostArray, { count }: Part, alone: boolean): [number, number] {
  return alone ? [1, length] : [count, 1];
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
