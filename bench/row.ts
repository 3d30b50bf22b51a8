import type { Backend } from './contest';

interface Described {
  readonly group: string;
  readonly what: string;
  readonly backend: Backend;
  readonly sizes: string;
  /** The ratio that we mean to have. */
  readonly reach?: number;
}

export interface MeasuredRow extends Described {
  /** Median milliseconds of a call. */
  readonly ours: { readonly name: string; readonly milliseconds: number };
  readonly peer: { readonly name: string; readonly milliseconds: number };
  /** The peer's milliseconds over ours. */
  readonly ratio: number;
  /** Largest difference of the outputs, of the largest value. */
  readonly difference: number;
  /** Timed runs of each side. */
  readonly runs: number;
}

/** A row whose sides disagree: nothing was timed. */
export interface RefusedRow extends Described {
  readonly ours: { readonly name: string };
  readonly peer: { readonly name: string };
  readonly refused: string;
}

export type Row = MeasuredRow | RefusedRow;
