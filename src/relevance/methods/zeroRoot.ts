import { zerosLike } from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { named } from '../../internal/named';
import type { RootPoint } from './rootPoint';

/** x̃ = 0. */
export function zeroRoot(): RootPoint {
  return (x) =>
    named('zeroRoot', () => {
      checkTensor('x', x);
      return zerosLike(x);
    });
}
