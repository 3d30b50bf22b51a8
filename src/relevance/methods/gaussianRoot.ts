import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { gaussianBlur } from '../../preprocessing/images/gaussianBlur';
import { checkRootParameter, ofImages, type RootPoint } from './rootPoint';
import { throughImages } from './throughImages';

/**
 * x̃ = x blurred by a Gaussian. A blurred input is not a root of the model: y(x̃) need not be 0. From the source
 * document.
 *
 * @param sigma in pixels, for rows and columns of images or for the width of signals
 * @returns a function from x to x̃
 * @throws on a negative or non-finite sigma, and where it is applied to what has no rows or width
 * @example
 * taylorDecomposition(model, x, { rootPoint: gaussianRoot(1) }).shape; // → [2, 8, 8, 1]
 */
export function gaussianRoot(sigma: number): RootPoint {
  return named('gaussianRoot', () => {
    checkRootParameter('sigma', sigma, numberFrom(0), 'gaussianRoot(2)');
    return ofImages((x) =>
      named('gaussianRoot', () => {
        checkTensor('x', x, [3, 4]);
        return tf.tidy(() => throughImages(x, (images) => gaussianBlur(images, sigma)));
      }),
    );
  });
}
