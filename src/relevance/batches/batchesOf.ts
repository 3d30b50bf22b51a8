import type { Tensor } from '@tensorflow/tfjs-core';
import { type Target, targetOfPart } from '../../gradients/target';
import { check, checkTensor } from '../../internal/check';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { integer } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';

export interface BatchOptions {
  /** Samples that are explained at once: memory grows with it. Default: 32. */
  readonly batchSize?: number | undefined;
}

/** For options that extend these. */
export const batchKinds: KindsOf<BatchOptions> = { batchSize: integer(1) };

/** Samples from number `first` up to `end`. */
export interface Batch {
  readonly first: number;
  readonly end: number;
  readonly target: Target | undefined;
}

/** The samples x, so many at a time, each batch with its own targets. */
export function batchesOf(
  x: Tensor,
  target: Target | undefined,
  { batchSize = 32 }: BatchOptions,
): Batch[] {
  checkTensor('x', x);
  const [count = 0] = x.shape;
  check(x.rank > 0, `x must hold at least one sample, but its shape is [${x.shape}]`);
  checkNotEmpty('x', x);
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, batch) => {
    const first = batch * batchSize;
    const end = Math.min(first + batchSize, count);
    return { first, end, target: targetOfPart(target, { first, end, count }) };
  });
}
