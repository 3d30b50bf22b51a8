import { slice, type Tensor } from '@tensorflow/tfjs-core';

/** Samples from one number up to another; x itself where they are all. */
export function partOf<T extends Tensor>(x: T, first: number, end: number): T {
  if (first === 0 && end === x.shape[0]) return x;
  return slice(x, [first, ...x.shape.slice(1).fill(0)], [end - first, ...x.shape.slice(1)]);
}
