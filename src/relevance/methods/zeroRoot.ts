import { zerosLike } from '@tensorflow/tfjs-core';
import type { RootPoint } from './rootPoint';

/** x̃ = 0. */
export function zeroRoot(): RootPoint {
  return (x) => zerosLike(x);
}
