import { fftBinary } from './fftBinary';

/** What assembly/index.ts exports; all arguments are numbers, pointers in bytes. */
interface FftExports {
  readonly memory: WebAssembly.Memory;
  complexToComplex(...args: number[]): void;
  realToHalf(...args: number[]): void;
  halfToReal(...args: number[]): void;
  mix(...args: number[]): void;
}

/** Where a transform's tables lie. */
export interface FftPlan {
  readonly radices: number;
  readonly root: number;
}

export interface FftModule {
  readonly run: FftExports;
  /** Tables for complex lines of length n, or of n/2 that are packed real lines of length n. */
  plan(n: number, packed: boolean): FftPlan;
  /** Pointers to room for so many float32 values each, valid until the next call of `plan` or `room`. */
  room(sizes: readonly number[]): number[];
  /** The memory as it is now. */
  values(): Float32Array;
}

/** Lines that share a block: enough to share twiddle factors, few enough to stay in the cache. */
const LINES = 16;
const LONG = 4096;

/** Columns of the blocks in which so many lines of length n are transformed, a multiple of four. */
export function columnsFor(lines: number, n = 0): number {
  const blocks = Math.max(1, Math.round(lines / (n > LONG ? 4 : LINES)));
  return 4 * Math.ceil(lines / (4 * blocks));
}

/** Values of the four arrays in which lines of length n are transformed. */
export const blockSize = (n: number): number => 4 * (n + 1) * (n > LONG ? 8 : 24);

let found: FftModule | null | undefined;

/** The compiled transforms, or null where there is no WebAssembly with SIMD. */
export function fftModule(): FftModule | null {
  if (found === undefined) found = instantiate();
  return found;
}

function instantiate(): FftModule | null {
  try {
    const bytes = Uint8Array.from(atob(fftBinary), (character) => character.charCodeAt(0));
    return moduleOf(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as never);
  } catch {
    return null;
  }
}

const PAGE = 65_536;
const VECTOR = 16;

function moduleOf(run: FftExports): FftModule {
  const plans = new Map<string, FftPlan>();
  let top = VECTOR;

  /** Pointers from `top` on, with so much memory behind each. */
  const place = (sizes: readonly number[]): [pointers: number[], end: number] => {
    let end = top;
    const pointers = sizes.map((size) => {
      const pointer = end;
      end += VECTOR * Math.ceil((4 * size) / VECTOR);
      return pointer;
    });
    const missing = end - run.memory.buffer.byteLength;
    if (missing > 0) run.memory.grow(Math.ceil(missing / PAGE));
    return [pointers, end];
  };

  const makePlan = (n: number, packed: boolean): FftPlan => {
    const factors = radicesOf(packed ? n / 2 : n);
    const [[root, radices], end] = place([2 * n, factors.length + 1]) as [[number, number], number];
    top = end;
    new Float32Array(run.memory.buffer, root, 2 * n).set(rootsOfUnity(n));
    new Uint32Array(run.memory.buffer, radices, factors.length + 1).set([...factors, 0]);
    return { root, radices };
  };

  return {
    run,
    plan: (n, packed) => {
      const key = `${n}${packed}`;
      const plan = plans.get(key) ?? makePlan(n, packed);
      plans.set(key, plan);
      return plan;
    },
    room: (sizes) => place(sizes)[0],
    values: () => new Float32Array(run.memory.buffer),
  };
}

function radicesOf(n: number): number[] {
  const radices: number[] = [];
  let rest = n;
  for (const radix of [5, 4, 3, 2]) for (; rest % radix === 0; rest /= radix) radices.push(radix);
  for (let radix = 7; rest > 1; radix += 2) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return radices;
}

/** exp(-2πi j/n) for j < n as pairs, from float64. */
function rootsOfUnity(n: number): Float32Array {
  return Float32Array.from({ length: 2 * n }, (_, at) => {
    const angle = (-2 * Math.PI * Math.floor(at / 2)) / n;
    return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}
