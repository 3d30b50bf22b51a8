import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { finite, numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { unlessEmpty } from '../../internal/unlessEmpty';
import { rotated } from './rotation/rotated';
import { rotationAngles } from './rotation/rotationAngles';

export interface RandomRotationOptions {
  /** Any finite number: the same one gives the same angles on every backend. Default: new angles at each call. */
  readonly seed?: number | undefined;
  /** How likely an image is turned at all, from 0 to 1. Default: 0.8. */
  readonly probability?: number | undefined;
  /** The largest angle to either side, from 0 to 180 degrees. Default: 180, any angle. */
  readonly degrees?: number | undefined;
}

const kinds: KindsOf<RandomRotationOptions> = {
  seed: finite,
  probability: numberFrom(0, 1),
  degrees: numberFrom(0, 180),
};

/**
 * Turns each image of a batch with the given probability, by an angle of its own: uniform from -degrees to degrees, positive
 * ones anticlockwise as the image is seen. Bilinear, about the centre ((h - 1)/2, (w - 1)/2), with zeros where the image
 * does not reach; what is not turned keeps its values. NaN and infinite values reach the pixels that they weigh in. A seed
 * begins anew at each call: parts of a data set need seeds of their own.
 *
 * Differentiable; on wasm, after `registerWasmKernels` of `fourier-xai/wasm`.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @returns shape of x, float32; empty where x is
 * @throws for other ranks, a seed that is not finite, a probability beyond [0, 1] and degrees beyond [0, 180]
 * @example
 * randomRotation(x, { seed: 1, degrees: 30 }).shape; // → [2, 8, 8, 1]
 */
export function randomRotation<T extends tf.Tensor>(x: T, options: RandomRotationOptions = {}): T {
  return named('randomRotation', () => {
    const { seed, probability = 0.8, degrees = 180 } = optionsOf(options, kinds);
    checkTensor('x', x, [3, 4]);
    return unlessEmpty(x, (image) => {
      const [h, w, c] = x.shape.slice(-3) as [number, number, number];
      const images = tf.reshape(image, [-1, h, w, c]) as tf.Tensor4D;
      const angles = rotationAngles(images.shape[0], { seed, probability, degrees });
      return tf.reshape(rotated(images, angles), x.shape) as T;
    });
  });
}
