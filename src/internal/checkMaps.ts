import { type Tensor, util } from '@tensorflow/tfjs-core';
import { check, checkTensor } from './check';

/** Refuses maps that are not of x's size; they may have one channel. */
export function checkMaps(relevance: Tensor, x: Tensor): void {
  checkTensor('x', x);
  checkTensor('relevance', relevance, [x.rank]);
  check(
    util.arraysEqual(relevance.shape.slice(0, -1), x.shape.slice(0, -1)),
    `relevance must be of x's size [${x.shape}], but its shape is [${relevance.shape}]`,
  );
}
