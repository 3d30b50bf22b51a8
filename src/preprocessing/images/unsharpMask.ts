import * as tf from '@tensorflow/tfjs-core';
import { check, checkNonNegative, checkTensor } from '../../internal/check';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { gaussianBlur } from './gaussianBlur';

export interface UnsharpMaskOptions {
  /** Standard deviation of the blur in pixels, at least 0. No default. */
  readonly sigma: number;
  /** How much of what the blur takes away is added; negative amounts blur. No default. */
  readonly amount: number;
}

/**
 * Sharpens each channel: x + amount · (x - {@link gaussianBlur} of x). Values may leave the range that x has.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @returns shape of x, float32; empty where x is
 * @throws for other ranks, a negative or infinite sigma, and an amount that is no finite number
 */
export function unsharpMask<T extends tf.Tensor>(x: T, options: UnsharpMaskOptions): T {
  return named('unsharpMask', () => {
    const { sigma, amount, ...others } = optionsOf(options);
    checkNone(others);
    checkTensor('x', x, [3, 4]);
    checkNonNegative('sigma', sigma);
    check(Number.isFinite(amount), `amount must be a finite number, but it is ${amount}`);
    return tf.tidy(() => {
      const image = toFloat(x);
      return tf.add<T>(image, tf.mul(tf.sub(image, gaussianBlur(image, sigma)), amount));
    });
  });
}
