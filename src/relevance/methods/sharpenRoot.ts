import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { unsharpMask } from '../../preprocessing/images/unsharpMask';
import { checkRootParameter, ofImages, type RootPoint } from './rootPoint';
import { throughImages } from './throughImages';

/**
 * x̃ = x sharpened: x plus what a Gaussian blur takes away. x - x̃ is then what is missing to the sharp image. From
 * the source document.
 *
 * @param sigma of the blur in pixels, for rows and columns of images or for the width of signals
 * @returns a function from x to x̃
 * @throws on a negative or non-finite sigma, and where it is applied to what has no rows or width
 * @example
 * taylorDecomposition(model, x, { rootPoint: sharpenRoot(1) }).shape; // → [2, 8, 8, 1]
 */
export function sharpenRoot(sigma: number): RootPoint {
  return named('sharpenRoot', () => {
    checkRootParameter('sigma', sigma, numberFrom(0), 'sharpenRoot(2)');
    return ofImages((x) =>
      named('sharpenRoot', () => {
        checkTensor('x', x, [3, 4]);
        return tf.tidy(() =>
          throughImages(x, (images) => unsharpMask(images, { sigma, amount: 1 })),
        );
      }),
    );
  });
}
