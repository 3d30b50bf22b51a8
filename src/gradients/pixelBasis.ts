import * as tf from '@tensorflow/tfjs-core';
import { checkSize } from '../internal/checkSize';
import { named } from '../internal/named';
import { oneHot } from '../internal/oneHot';
import { checkSides, type Sides } from './sides';

const wayOut = 'convolutionJacobian and its spectrum take single pixels';

/**
 * ∂x/∂x of an image of one channel: for every pixel, row by row, the image that is 1 there and 0 elsewhere. The basis
 * in which the source document writes a derivative by the image.
 *
 * @param sides [rows, columns]
 * @returns [rows·columns, rows, columns]
 * @throws on sides that are no whole numbers of at least 1, and on more than 256 MiB
 * @example
 * pixelBasis([1, 2]); // → [[[1, 0]], [[0, 1]]]
 */
export function pixelBasis(sides: Sides): tf.Tensor3D {
  return named('pixelBasis', () => {
    checkSides(sides);
    const [rows, columns] = sides;
    checkSize('it', [rows * columns, rows, columns], wayOut);
    const pixels = rows * columns;
    return tf.tidy(() =>
      tf.reshape(oneHot(tf.range(0, pixels, 1, 'int32'), pixels), [pixels, rows, columns]),
    );
  });
}
