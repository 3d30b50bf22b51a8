import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { finite } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { blurred, checkSides, sigmaKind } from './gaussianBlur';

export interface UnsharpMaskOptions {
  /** Standard deviation of the blur in pixels, at least 0. No default. */
  readonly sigma: number;
  /** How much of what the blur takes away is added; negative amounts blur. No default. */
  readonly amount: number;
}

const kinds: KindsOf<UnsharpMaskOptions> = { sigma: sigmaKind, amount: finite };

/**
 * Sharpens each channel: x + amount · (x - `gaussianBlur` of x). Values may leave the range that x has. The usual
 * unsharp masking of image processing, as scikit-image's without its clipping.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @returns shape of x, float32; empty where x is
 * @throws for other ranks, sides of more than 8192 pixels, a negative or infinite sigma, and an amount that is no finite number
 * @example
 * const edge = tf.tensor3d([[[0], [0], [1], [1]]]);
 * unsharpMask(edge, { sigma: 0.5, amount: 1 }); // → [[[-0.000], [-0.107], [1.107], [1.000]]]
 */
export function unsharpMask<T extends tf.Tensor>(x: T, options: UnsharpMaskOptions): T {
  return named('unsharpMask', () => {
    const { sigma, amount } = optionsOf(options, kinds, ['sigma', 'amount']);
    checkTensor('x', x, [3, 4]);
    checkSides(x, sigma);
    return tf.tidy(() => {
      const image = toFloat(x);
      return tf.add<T>(image, tf.mul(tf.sub(image, blurred(image, sigma)), amount));
    });
  });
}
