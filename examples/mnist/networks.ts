/** A shallow network: three convolutions and two dense layers. */
export interface Network {
  /** Kernels of each convolution. */
  readonly filters: readonly [number, number, number];
  /** Units of the first dense layer. */
  readonly units: number;
  readonly learningRate: number;
}

/** A small network, that of the source document's first table, and that of its experiments. */
export const networks: Readonly<Record<string, Network>> = {
  '8-16-32': { filters: [8, 16, 32], units: 32, learningRate: 1e-3 },
  // (728, 64) in the table, read as the kernel of the first dense layer, (in, out)
  '64-64-64': { filters: [64, 64, 64], units: 64, learningRate: 1e-4 },
  '32-64-128': { filters: [32, 64, 128], units: 256, learningRate: 1e-4 },
};
