import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { gaussianBlur } from '../../preprocessing/images/gaussianBlur';
import { checkRootParameter, ofImages, type RootPoint } from './rootPoint';
import { throughImages } from './throughImages';

/**
 * x̃ = x blurred by a Gaussian. A blurred input is not a root of the model: y(x̃) need not be 0.
 *
 * @param sigma in pixels, for rows and columns of images or for the width of signals
 * @throws on a negative or non-finite sigma, and where it is applied to what has no rows or width
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
