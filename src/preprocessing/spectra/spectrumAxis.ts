import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../../internal/check';

/** The axis along which spectra [length], [samples, length] or [samples, length, channels] lie. */
export function spectrumAxis(x: Tensor): number {
  checkTensor('x', x, [1, 2, 3]);
  check(x.size > 0, `x must hold at least one value, but its shape is [${x.shape}]`);
  return x.rank === 1 ? 0 : 1;
}
