import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** Something for the rows and something for the columns. */
export type PerAxis<T = number> = readonly [T, T];

/** How many zeros are added before and after; negative numbers take values away. */
export type Margins = readonly [before: number, after: number];

/** What a linear op is made of: tensors, kernel and bias. */
export interface Tensors {
  readonly kernel: Tensor4D;
  readonly bias: Tensor1D;
}

/** Their shapes alone: enough wherever sizes or costs are computed, and plain data. Tensors have shapes, so they will do. */
export interface Shapes {
  readonly kernel: { readonly shape: readonly [number, number, number, number] };
  readonly bias: { readonly shape: readonly [number] };
}

/** A convolution as plain data, from a layer or from anywhere else. A signal is an image of one row. */
export interface Convolution<T extends Shapes = Tensors> {
  readonly kind: 'convolution';
  /** [rows, columns, channels in, channels out]; y[p] = Σ_k kernel[k] x[p·stride + k·dilation - before]. */
  readonly kernel: T['kernel'];
  /** [channels out] */
  readonly bias?: T['bias'];
  readonly strides: PerAxis;
  readonly dilations: PerAxis;
  readonly margins: PerAxis<Margins>;
}

/** Rows and columns that the kernel spans, dilation included. */
export function span({
  kernel,
  dilations,
}: Pick<Convolution<Shapes>, 'kernel' | 'dilations'>): PerAxis {
  return [dilations[0] * (kernel.shape[0] - 1) + 1, dilations[1] * (kernel.shape[1] - 1) + 1];
}

export const one: PerAxis = [1, 1];

export const noMargins: PerAxis<Margins> = [
  [0, 0],
  [0, 0],
];
