import { type Tensor, util } from '@tensorflow/tfjs-core';
import { check, checkTensor } from './check';
import { spatialSize } from './spatialSize';

/** Refuses maps that are not of x's size; where x has channels, they may have one. */
export function checkMaps(relevance: Tensor, x: Tensor): void {
  checkTensor('x', x);
  checkTensor('relevance', relevance, [x.rank]);
  const hasSize = util.arraysEqual(spatialSize(relevance), spatialSize(x));
  check(
    relevance.shape[0] === x.shape[0] && hasSize,
    `relevance must be of x's size [${x.shape}], but its shape is [${relevance.shape}]`,
  );
}
