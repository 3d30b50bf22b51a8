import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { integer } from '../../internal/kinds';
import { named } from '../../internal/named';
import { nearestResample } from '../../preprocessing/images/nearestResample';
import { checkRootParameter, ofImages, type RootPoint } from './rootPoint';
import { throughImages } from './throughImages';

/**
 * x̃ = x in squares of factor x factor pixels of one value, down and up by nearest neighbour; of signals, in pieces.
 * From the source document.
 *
 * @param factor a whole number of at least 1
 * @returns a function from x to x̃
 * @throws on other factors, and where it is applied to what has no rows or width
 * @example
 * taylorDecomposition(model, x, { rootPoint: nearestRoot(2) }).shape; // → [2, 8, 8, 1]
 */
export function nearestRoot(factor: number): RootPoint {
  return named('nearestRoot', () => {
    checkRootParameter('factor', factor, integer(1), 'nearestRoot(2)');
    return ofImages((x) =>
      named('nearestRoot', () => {
        checkTensor('x', x, [3, 4]);
        return tf.tidy(() => throughImages(x, (images) => nearestResample(images, factor)));
      }),
    );
  });
}
