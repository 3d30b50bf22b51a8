import * as tf from '@tensorflow/tfjs-core';
import { toFloat } from './toFloat';

/** What is computed of x in float32; of x without values, on which wasm divides by zero, a copy. */
export function unlessEmpty<T extends tf.Tensor>(x: T, compute: (x: T) => T): T {
  return tf.tidy(() => (x.size === 0 ? tf.clone(toFloat(x)) : compute(toFloat(x))));
}
