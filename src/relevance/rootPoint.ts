import type { Tensor } from '@tensorflow/tfjs-core';

/** Where a Taylor expansion is made: gives x̃ for a batch x, of the same shape. */
export type RootPoint = (x: Tensor) => Tensor;
