import type { FftTables } from './fftTables';

/** What assembly/index.ts exports; all arguments are numbers, pointers in bytes. */
export interface FftExports {
  readonly memory: WebAssembly.Memory;
  complexToComplex(...args: number[]): void;
  realToHalf(...args: number[]): void;
  halfToReal(...args: number[]): void;
  mix(...args: number[]): void;
}

/** Pointers to real and imaginary parts. */
export interface Pair {
  readonly real: number;
  readonly imag: number;
}

/** Value j of line l lies 4(j · stride + l · apart) bytes after the first one. */
interface Layout {
  readonly stride: number;
  readonly apart: number;
}

/** Lines of `used` values each, of which the first is value `at` of what is transformed; the others are 0. */
export interface LinesIn extends Layout {
  readonly used: number;
  readonly at: number;
}

/** `keep` values of the transform of each line, from value `first` on. */
export interface LinesOut extends Layout {
  readonly keep: number;
  readonly first: number;
}

type Real = Pick<Pair, 'real'>;

/** A transform of some lines; `work` points to {@link blockSize} values. */
export interface LinesCall<From, To> {
  readonly tables: FftTables;
  readonly work: number;
  readonly lines: number;
  readonly from: From;
  readonly inputs: LinesIn;
  readonly to: To;
  readonly outputs: LinesOut;
  readonly scale: number;
}

/** Products of spectra [bins, batch, channels] and a transfer function [bins, inputs ≤ channels, outputs]. */
export interface MixCall {
  readonly bins: number;
  readonly batch: number;
  readonly channels: number;
  readonly inputs: number;
  /** A multiple of four. */
  readonly outputs: number;
  readonly from: Pair;
  readonly transfer: Pair;
  readonly to: Pair;
}

/** The functions of the WebAssembly module by names; the order of its arguments is known here only. */
export interface FftCalls {
  complexToComplex(call: LinesCall<Pair, Pair>): void;
  /** Real lines of an even length n to some of the first n/2 + 1 values of their transforms. */
  realToHalf(call: LinesCall<Real, Pair>): void;
  halfToReal(call: LinesCall<Pair, Real>): void;
  mix(call: MixCall): void;
}

export function fftCalls(module: FftExports): FftCalls {
  return {
    complexToComplex({
      tables: { n, radices, root },
      work,
      lines,
      from,
      inputs,
      to,
      outputs,
      scale,
    }) {
      module.complexToComplex(
        n,
        columnsFor(lines, n),
        work,
        radices,
        root,
        lines,
        from.real,
        from.imag,
        inputs.stride,
        inputs.apart,
        inputs.used,
        inputs.at,
        to.real,
        to.imag,
        outputs.stride,
        outputs.apart,
        outputs.keep,
        outputs.first,
        scale,
      );
    },
    realToHalf({ tables: { n, radices, root }, work, lines, from, inputs, to, outputs, scale }) {
      module.realToHalf(
        n,
        columnsFor(lines, n),
        work,
        radices,
        root,
        lines,
        from.real,
        inputs.stride,
        inputs.apart,
        inputs.used,
        inputs.at,
        to.real,
        to.imag,
        outputs.stride,
        outputs.apart,
        outputs.keep,
        outputs.first,
        scale,
      );
    },
    halfToReal({ tables: { n, radices, root }, work, lines, from, inputs, to, outputs, scale }) {
      module.halfToReal(
        n,
        columnsFor(lines, n),
        work,
        radices,
        root,
        lines,
        from.real,
        from.imag,
        inputs.stride,
        inputs.apart,
        inputs.used,
        inputs.at,
        to.real,
        outputs.stride,
        outputs.apart,
        outputs.keep,
        outputs.first,
        scale,
      );
    },
    mix({ bins, batch, channels, inputs, outputs, from, transfer, to }) {
      module.mix(
        bins,
        batch,
        channels,
        inputs,
        outputs,
        from.real,
        from.imag,
        transfer.real,
        transfer.imag,
        to.real,
        to.imag,
      );
    },
  };
}

/** Lines that share a block: enough to share twiddle factors, few enough to stay in the cache. */
const LINES = 16;
const LONG = 4096;

/** Columns of the blocks in which so many lines of length n are transformed, a multiple of four. */
function columnsFor(lines: number, n: number): number {
  const blocks = Math.max(1, Math.round(lines / (n > LONG ? 4 : LINES)));
  return 4 * Math.ceil(lines / (4 * blocks));
}

/** Values of the four arrays in which lines of length n are transformed. */
export const blockSize = (n: number): number => 4 * (n + 1) * (n > LONG ? 8 : 24);
