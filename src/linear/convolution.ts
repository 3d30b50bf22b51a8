import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** Something for the rows and something for the columns. */
export type PerAxis<T = number> = readonly [T, T];

/** How many zeros are added before and after; negative numbers take values away. */
export type Margins = readonly [before: number, after: number];

/** A convolution as plain data, from a layer or from anywhere else. A signal is an image of one row. */
export interface Convolution {
  readonly kind: 'convolution';
  /** [rows, columns, channels in, channels out]; y[p] = Σ_k kernel[k] x[p·stride + k·dilation - before]. */
  readonly kernel: Tensor4D;
  /** [channels out] */
  readonly bias?: Tensor1D;
  readonly strides: PerAxis;
  readonly dilations: PerAxis;
  readonly margins: PerAxis<Margins>;
}

/** Rows and columns that the kernel spans, dilation included. */
export function span({ kernel, dilations }: Pick<Convolution, 'kernel' | 'dilations'>): PerAxis {
  return [dilations[0] * (kernel.shape[0] - 1) + 1, dilations[1] * (kernel.shape[1] - 1) + 1];
}

export const one: PerAxis = [1, 1];

export const noMargins: PerAxis<Margins> = [
  [0, 0],
  [0, 0],
];
