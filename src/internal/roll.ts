import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from './itemAt';

/** Moves every value `shift` places up along `axis`; what leaves at the end comes in at the start. */
export function roll<T extends tf.Tensor>(x: T, shift: number, axis: number): T {
  const size = itemAt(x.shape, axis);
  // the cpu backend cannot split what has no values
  const cut = x.size === 0 ? 0 : ((-shift % size) + size) % size;
  if (cut === 0) return tf.clone(x);
  return tf.tidy(() => tf.concat(tf.split(x, [cut, size - cut], axis).reverse(), axis)) as T;
}
