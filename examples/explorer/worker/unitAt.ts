import * as tf from '@tensorflow/tfjs-core';

/** 1 at one place of so many, else 0; tf.oneHot refuses a single place. */
export const unitAt = (place: number, count: number): tf.Tensor1D =>
  tf.tensor1d(Float32Array.from({ length: count }, (_, i) => (i === place ? 1 : 0)));
