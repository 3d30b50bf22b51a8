import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { finite } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { contentBox } from './contentBox';

export interface CropToContentOptions {
  /**
   * A pixel is bright where its brightest channel exceeds this. Default: 10/255, above the noise that JPEG leaves in black.
   */
  readonly threshold?: number | undefined;
}

const kinds: KindsOf<CropToContentOptions> = { threshold: finite };

/**
 * Cuts off the dark frame of a photograph, such as the black around a fundus: what stays is the smallest rectangle with all
 * bright pixels that have a bright neighbour in their row or column. One without, a hot pixel of the camera, does not count.
 * NaN is not bright. Where nothing counts, the result is a copy of x.
 *
 * Asynchronous, since the size depends on values, which must be read; not differentiable.
 *
 * @param x [h, w, c], values in [0, 1]
 * @returns [h', w', c], float32
 * @throws for other ranks, and a threshold that is no finite number
 * @example
 * const photo = tf.pad(tf.ones([5, 3, 1]), [[4, 0], [2, 2], [0, 0]]);
 * (await cropToContent(photo)).shape; // → [5, 3, 1]
 */
export function cropToContent<T extends tf.Tensor>(
  x: T,
  options: CropToContentOptions = {},
): Promise<T> {
  return named('cropToContent', async () => {
    const { threshold = 10 / 255 } = optionsOf(options, kinds);
    checkTensor('x', x, [3]);
    // the caller may dispose of x meanwhile
    const image = tf.tidy(() => tf.clone(toFloat(x)));
    try {
      const values = await image.data<'float32'>();
      const { begin, size } = contentBox(values, image.shape, threshold);
      return tf.slice<tf.Rank, T>(image, [...begin, 0], [...size, -1]);
    } finally {
      image.dispose();
    }
  });
}
