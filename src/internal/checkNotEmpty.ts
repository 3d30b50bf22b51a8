import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from './check';

/** Refuses batches without a sample, and samples without a value. */
export const checkNotEmpty = (name: string, x: Tensor): void =>
  check(
    x.size > 0,
    `${name} must hold at least one ${x.shape[0] === 0 ? 'sample' : 'value'}, but its shape is [${x.shape}]`,
  );
