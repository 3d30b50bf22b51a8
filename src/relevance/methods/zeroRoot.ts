import { zerosLike } from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { named } from '../../internal/named';
import type { RootPoint } from './rootPoint';

/**
 * x̃ = 0, the default of {@link taylorDecomposition}: relevance is then ∂y/∂x at 0, times x.
 *
 * @returns a function from x to x̃
 * @throws where it is applied to what is no tensor
 * @example
 * zeroRoot()(tf.ones([1, 2])); // → [[0, 0]]
 */
export function zeroRoot(): RootPoint {
  return (x) =>
    named('zeroRoot', () => {
      checkTensor('x', x);
      return zerosLike(x);
    });
}
