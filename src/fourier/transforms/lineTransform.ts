import type { Rank } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';

/** Complex lines along the middle axis of [outer, length, inner]. */
export type Lines = ComplexTensor<Rank.R3>;

/** Which DFT of the lines of an array is meant, and how much of it is kept. */
export interface LineTransform {
  /** Length of the transform; the lines in use are shorter by the zeros that nobody stores. */
  readonly n: number;
  /** How many values of each transformed line are wanted. */
  readonly keep: number;
  /** The first of these. Default: 0. */
  readonly first?: number;
  /** Place of a line's first value; before it lie zeros that nobody stores. Default: 0. */
  readonly at?: number;
  /** exp(+2πi jk/n) instead of exp(-2πi jk/n). */
  readonly inverse: boolean;
  /** Multiplies every value. */
  readonly scale: number;
}
