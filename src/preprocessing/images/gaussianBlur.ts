import * as tf from '@tensorflow/tfjs-core';
import { checkKind, checkTensor } from '../../internal/check';
import { checkSize } from '../../internal/checkSize';
import { itemAt } from '../../internal/itemAt';
import { numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { unlessEmpty } from '../../internal/unlessEmpty';
import { blurMatrix } from './blurMatrix';

/**
 * Gaussian blur of each channel, as `scipy.ndimage.gaussian_filter` over height and width: the
 * border is reflected with the edge pixel repeated (d c b a | a b c d | d c b a), the kernel cut
 * at 4σ (radius ⌊4σ + 0.5⌋) and normalised. Any size, also smaller than the kernel's radius.
 *
 * Differentiable any number of times: the blur is a symmetric linear map, so its gradient is the
 * blur of the incoming gradient.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @param sigma standard deviation in pixels, at least 0; below 0.125 the result is a copy of x
 * @returns shape of x, float32; empty where x is
 * @throws for other ranks, for sides of more than 8192 pixels, and where sigma is negative or not finite
 * @example
 * const dot = tf.tensor3d([[[0], [0], [1], [0], [0]]]);
 * gaussianBlur(dot, 0.5); // → [[[0.0003], [0.1065], [0.7866], [0.1065], [0.0003]]]
 */
export function gaussianBlur<T extends tf.Tensor>(x: T, sigma: number): T {
  return named('gaussianBlur', () => {
    checkTensor('x', x, [3, 4]);
    checkKind('sigma', sigma, sigmaKind);
    checkSides(x, sigma);
    return blurred(x, sigma);
  });
}

export const sigmaKind = numberFrom(0);

/** Refuses images of which a side is too long for a matrix. */
export function checkSides({ shape }: tf.Tensor, sigma: number): void {
  if (radiusOf(sigma) === 0) return;
  const side = Math.max(...shape.slice(-3, -1));
  checkSize('the blur as a matrix', [side, side], 'blur parts of the image');
}

/** The blur of what is known to be an image. */
export function blurred<T extends tf.Tensor>(x: T, sigma: number): T {
  const radius = radiusOf(sigma);
  const blur = tf.customGrad((image) => ({
    value: blurAxes(image as tf.Tensor, sigma, radius),
    gradFunc: (dy) => blurred(dy as T, sigma),
  }));
  return unlessEmpty(x, (image) => (radius === 0 ? tf.clone(image) : (blur(image) as T)));
}

const radiusOf = (sigma: number): number => Math.floor(4 * sigma + 0.5);

/**
 * One rank-2 product an axis, each with that axis innermost and no transposed operand, which is the
 * form that every backend, wasm included, computes fast.
 */
function blurAxes(x: tf.Tensor, sigma: number, radius: number): tf.Tensor {
  const [h, w, c] = x.shape.slice(-3) as [number, number, number];
  const rows = tf.transpose(tf.reshape(x, [-1, h, w, c]), [0, 3, 1, 2]);
  const blurredRows = tf.reshape(blurLast(rows, sigma, radius), rows.shape);
  const columns = tf.transpose(blurredRows, [0, 1, 3, 2]);
  const inRows = tf.reshape(blurLast(columns, sigma, radius), columns.shape);
  return tf.reshape(tf.transpose(inRows, [0, 3, 2, 1]), x.shape);
}

function blurLast(x: tf.Tensor, sigma: number, radius: number): tf.Tensor {
  const n = itemAt(x.shape, x.rank - 1);
  const matrix = tf.tensor2d(blurMatrix(n, sigma, radius), [n, n]);
  return tf.matMul(tf.reshape(x, [-1, n]), matrix);
}
