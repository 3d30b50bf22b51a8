import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from '../../internal/oneHot';

/** Values of outputs to unit inputs that are computed at once. */
const AT_ONCE = 2 ** 22;

/**
 * What a linear op gives for inputs that are 1 at one place and 0 elsewhere.
 *
 * @param apply [count, ...shape] to outputs, one for each
 * @param shape of one input
 * @param places flat indices of an input
 * @param most values of one input or output, or of what is between them
 * @returns [places, ...shape of an output]
 */
export function unitResponses<R extends tf.Rank>(
  apply: (units: tf.Tensor) => tf.Tensor<R>,
  shape: readonly number[],
  places: readonly number[],
  most: number,
): tf.Tensor<R> {
  const inputs = tf.util.sizeFromShape([...shape]);
  const atOnce = Math.max(1, Math.floor(AT_ONCE / most));
  const parts: tf.Tensor<R>[] = [];
  for (let first = 0; first < places.length; first += atOnce) {
    const some = places.slice(first, first + atOnce);
    parts.push(
      tf.tidy(() => {
        const units = oneHot(tf.tensor1d(some, 'int32'), inputs);
        return apply(tf.reshape(units, [some.length, ...shape]));
      }),
    );
  }
  return tf.concat(parts, 0);
}
