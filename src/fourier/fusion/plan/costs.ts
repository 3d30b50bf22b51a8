import * as tf from '@tensorflow/tfjs-core';

/** What work costs on a backend, in milliseconds. */
export interface Costs {
  /** Any operation, whatever it does. */
  readonly operation: number;
  /** A million multiplications of a convolution. */
  readonly convolution: number;
  /** A million multiplications of a depthwise convolution or a pooling. */
  readonly depthwise: number;
  /** A million values cut out of others. */
  readonly slice: number;
  /** A million values copied: by padding, adding, joining. */
  readonly copy: number;
  /** A million values transformed, times the logarithm to base 2 of the transform's size. */
  readonly transform: number;
  /** A million real multiplications of the product of spectra. */
  readonly product: number;
  /** Operations of a convolution in the Fourier domain. */
  readonly fourierOperations: number;
  /** Outputs that are computed together: one costs as much as so many. */
  readonly vector: number;
}

/** Measured on two cores of a server (cpu, wasm) and estimated for graphics processors of the middle class. */
const defaults: Readonly<Record<string, Costs>> = {
  cpu: {
    ...{ operation: 0.02, convolution: 2.5, depthwise: 5, slice: 2, copy: 15 },
    ...{ transform: 0.3, product: 0.08, fourierOperations: 1, vector: 1 },
  },
  wasm: {
    ...{ operation: 0.015, convolution: 0.065, depthwise: 0.25, slice: 2, copy: 0.5 },
    ...{ transform: 0.3, product: 0.08, fourierOperations: 1, vector: 8 },
  },
};

const graphics: Costs = {
  ...{ operation: 0.06, convolution: 0.002, depthwise: 0.004, slice: 0.05, copy: 0.05 },
  ...{ transform: 0.002, product: 0.01, fourierOperations: 40, vector: 4 },
};

const measured = new Map<string, Costs>();

/** What {@link calibrate} measured on the backend in use, or else what is usual there. */
export function currentCosts(): Costs {
  const backend = tf.getBackend();
  return measured.get(backend) ?? defaults[backend] ?? graphics;
}

/** Makes costs those of the backend in use. */
export function rememberCosts(costs: Costs): void {
  measured.set(tf.getBackend(), costs);
}
