import type { FftTables } from './fftTables';

/** What assembly/index.ts exports; all arguments are numbers, pointers in bytes. */
export interface FftExports {
  readonly memory: WebAssembly.Memory;
  complexToComplex(...args: number[]): void;
  realToHalf(...args: number[]): void;
  halfToReal(...args: number[]): void;
  mix(...args: number[]): void;
  realPlanes(...args: number[]): void;
  hartley(...args: number[]): void;
  hartleyToComplex(...args: number[]): void;
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

/** Transforms of real planes [count, rows, columns]; `half` is room for the spectra of the rows of one. */
export interface PlanesCall {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly tables: Readonly<Record<'rows' | 'columns', FftTables>>;
  readonly work: number;
  readonly x: number;
  readonly half: Pair;
  readonly to: Pair;
}

/** A transform of Hartley of a line at x of prime length p, as a correlation of length `tables.n`. */
export interface HartleyCall {
  readonly p: number;
  readonly tables: FftTables;
  readonly work: number;
  readonly powers: number;
  readonly kernel: Pair;
  readonly x: number;
  readonly to: number;
  readonly line: number;
  readonly spectrum: Pair;
}

/** The functions of the WebAssembly module by names; the order of its arguments is known here only. */
export interface FftCalls {
  complexToComplex(call: LinesCall<Pair, Pair>): void;
  /** Real lines of an even length n to some of the first n/2 + 1 values of their transforms. */
  realToHalf(call: LinesCall<Real, Pair>): void;
  halfToReal(call: LinesCall<Pair, Real>): void;
  mix(call: MixCall): void;
  realPlanes(call: PlanesCall): void;
  hartley(call: HartleyCall): void;
  /** The DFT of a real line of length n from its transform of Hartley. */
  hartleyToComplex(n: number, h: number, to: Pair, scale: number): void;
}

export function fftCalls(module: FftExports): FftCalls {
  return {
    complexToComplex({
      tables: { n, radices, root, turns },
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
        turnsFor(lines, n, turns),
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
    realToHalf({
      tables: { n, radices, root, turns },
      work,
      lines,
      from,
      inputs,
      to,
      outputs,
      scale,
    }) {
      module.realToHalf(
        n,
        columnsFor(lines, n),
        work,
        radices,
        root,
        turnsFor(lines, n, turns),
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
    halfToReal({
      tables: { n, radices, root, turns },
      work,
      lines,
      from,
      inputs,
      to,
      outputs,
      scale,
    }) {
      module.halfToReal(
        n,
        columnsFor(lines, n),
        work,
        radices,
        root,
        turnsFor(lines, n, turns),
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
    realPlanes({ count, rows, columns, tables, work, x, half, to }) {
      const [row, column] = [tables.rows, tables.columns];
      const bins = row.n / 2 + 1;
      module.realPlanes(
        ...[count, rows, columns, work],
        ...[row.n, row.radices, row.root, turnsFor(rows, row.n, row.turns)],
        columnsFor(rows, row.n),
        ...[column.n, column.radices, column.root, columnsFor(bins, column.n)],
        ...[x, half.real, half.imag, to.real, to.imag],
      );
    },
    hartley({
      p,
      tables: { n, radices, root, turns },
      work,
      powers,
      kernel,
      x,
      to,
      line,
      spectrum,
    }) {
      module.hartley(
        ...[p, n, work, radices, root, turns, powers],
        ...[kernel.real, kernel.imag, x, to, line, spectrum.real, spectrum.imag],
      );
    },
    hartleyToComplex: (n, h, to, scale) => module.hartleyToComplex(n, h, to.real, to.imag, scale),
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

/** Four short lines at a time are faster than one after the other. */
const SHORT = 256;

const turnsFor = (lines: number, n: number, turns: number): number =>
  lines >= 4 && n < SHORT ? 0 : turns;

/** Values of the four arrays in which lines of length n are transformed. */
export const blockSize = (n: number): number => 4 * (n + 1) * (n > LONG ? 8 : 24);
