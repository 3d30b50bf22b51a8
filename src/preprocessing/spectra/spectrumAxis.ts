import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';

/** The axis along which spectra [length], [samples, length] or [samples, length, channels] lie. */
export function spectrumAxis(x: Tensor): number {
  checkTensor('x', x, [1, 2, 3]);
  const axis = x.rank === 1 ? 0 : 1;
  check(itemAt(x.shape, axis) > 0, `x must hold at least one value, but its shape is [${x.shape}]`);
  return axis;
}
