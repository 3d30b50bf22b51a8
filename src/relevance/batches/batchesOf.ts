import type { Tensor } from '@tensorflow/tfjs-core';
import { type Target, targetOfPart } from '../../gradients/target';
import { check, checkInteger, checkTensor } from '../../internal/check';
import { checkNone } from '../../internal/options';

export interface BatchOptions {
  /** Samples that are explained at once: memory grows with it. Default: 32. */
  readonly batchSize?: number | undefined;
}

/** Samples from number `first` up to `end`. */
export interface Batch {
  readonly first: number;
  readonly end: number;
  readonly target: Target | undefined;
}

/** The samples x, so many at a time, each batch with its own targets; refuses other options. */
export function batchesOf(
  x: Tensor,
  target: Target | undefined,
  { batchSize = 32, ...others }: BatchOptions,
): Batch[] {
  checkInteger('batchSize', batchSize, 1);
  checkSynchronous(others);
  checkNone(others);
  checkTensor('x', x);
  const [count = 0] = x.shape;
  check(count > 0, `x must hold at least one sample, but its shape is [${x.shape}]`);
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, batch) => {
    const first = batch * batchSize;
    const end = Math.min(first + batchSize, count);
    return { first, end, target: targetOfPart(target, { first, end, count }) };
  });
}

/** Asynchronous functions have taken `signal` and `onProgress` out by now. */
function checkSynchronous(options: Readonly<Record<string, unknown>>): void {
  const name = ['signal', 'onProgress'].find((one) => options[one] !== undefined);
  check(
    name === undefined,
    `a synchronous function has no option '${name}': inBatches, which calls it batch by batch, has one`,
  );
}
