import type { Margins, PerAxis } from '../model/convolution';
import { fastLength } from './fastLength';

/** What a convolution of stride 1 needs of the Fourier domain along one axis. */
export interface AxisPlan {
  /** Length of the transform. */
  readonly n: number;
  /** First value of the circular convolution that belongs to the answer. */
  readonly first: number;
  /** Length of the answer. */
  readonly length: number;
}

/**
 * The kernel is flipped and starts at 0, so value t of the circular convolution is
 * Σ_k kernel[span - 1 - k] x[t - k], and the answer begins at t = span - 1 - before. No wrap-around
 * reaches it once n ≥ length + max(before, after).
 */
export function planAxis(length: number, span: number, [before, after]: Margins): AxisPlan {
  return {
    n: fastLength(Math.max(length + Math.max(before, after), span)),
    first: span - 1 - before,
    length: length + before + after - span + 1,
  };
}

/** Rows and columns. */
export function planConvolution(
  [rows, columns]: PerAxis,
  spans: PerAxis,
  margins: PerAxis<Margins>,
): PerAxis<AxisPlan> {
  return [planAxis(rows, spans[0], margins[0]), planAxis(columns, spans[1], margins[1])];
}
