import * as tf from '@tensorflow/tfjs-core';
import { checkKind, checkTensor } from '../../internal/check';
import { numberAbove } from '../../internal/kinds';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';

/**
 * The middle of images, as `tf.image.central_crop` of TensorFlow cuts it: of a side of n pixels, ⌊(n - fraction · n)/2⌋ are
 * left out at either end. Differentiable.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @param fraction of height and width that stays, above 0 and at most 1; 1 gives a copy
 * @returns [h', w', c] or [n, h', w', c], float32
 * @throws for other ranks and fractions
 * @example
 * centralCrop(tf.zeros([1, 5, 8, 3]), 0.5).shape; // → [1, 3, 4, 3]
 */
export function centralCrop<T extends tf.Tensor>(x: T, fraction: number): T {
  return named('centralCrop', () => {
    checkTensor('x', x, [3, 4]);
    checkKind('fraction', fraction, numberAbove(0, 1));
    const begin = x.shape.map((n, axis) =>
      axis === x.rank - 3 || axis === x.rank - 2 ? Math.floor((n - n * fraction) / 2) : 0,
    );
    const size = x.shape.map((n, axis) => n - 2 * (begin[axis] as number));
    return tf.tidy(() => tf.slice<tf.Rank, T>(toFloat(x), begin, size));
  });
}
