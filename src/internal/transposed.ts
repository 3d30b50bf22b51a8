import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from './itemAt';

/** x with its axes in this order, also where it holds nothing: wasm divides by its size there. */
export const transposed = <T extends tf.Tensor>(x: tf.Tensor, order: readonly number[]): T =>
  (x.size === 0
    ? tf.reshape(
        x,
        order.map((axis) => itemAt(x.shape, axis)),
      )
    : tf.transpose(x, [...order])) as T;
