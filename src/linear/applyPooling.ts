import * as tf from '@tensorflow/tfjs-core';
import { isRecording } from '../internal/isRecording';
import { adjointPooling } from './adjointPooling';
import type { Pooling, Size } from './linearOp';
import { withMargins } from './margins';

/** The means of an image [batch, rows, columns, channels]. */
export function applyPooling(op: Pooling, x: tf.Tensor4D): tf.Tensor4D {
  return isRecording() ? withAdjoint(op, x) : means(op, x);
}

function means(op: Pooling, x: tf.Tensor4D): tf.Tensor4D {
  const { image, pad } = withMargins(x, op.margins);
  return tf.avgPool(
    image,
    [...op.size] as [number, number],
    [...op.strides] as [number, number],
    pad,
  );
}

/**
 * The gradient of tf.avgPool divides by the whole window where zeros lie in it, and on cpu and wasm it takes the product
 * of the sizes of image and window in time.
 */
function withAdjoint(op: Pooling, x: tf.Tensor4D): tf.Tensor4D {
  const [, ...size] = x.shape;
  const pool = tf.customGrad((image) => {
    return {
      value: means(op, image as tf.Tensor4D),
      gradFunc: (dy: tf.Tensor) =>
        tf.tidy(() => adjointPooling(op, dy as tf.Tensor4D, size as Size)),
    };
  });
  return pool(x) as tf.Tensor4D;
}
