import type { Rank } from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../internal/complexTensor';

/** Complex lines along the middle axis of [outer, length, inner]. */
export type Lines = ComplexTensor<Rank.R3>;

/** Which DFT of the lines of an array [outer, used, inner] is meant, and how much of it is kept. */
export interface LineTransform {
  /** Length of the transform; the lines in use are shorter by the zeros that nobody stores. */
  readonly n: number;
  /** How many of the first values of each transformed line are wanted. */
  readonly keep: number;
  /** exp(+2πi jk/n) instead of exp(-2πi jk/n). */
  readonly inverse: boolean;
  /** Multiplies every value. */
  readonly scale: number;
}
