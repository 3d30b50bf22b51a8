import type { Rank, Tensor } from '@tensorflow/tfjs-core';

/**
 * Complex values on the device: two float32 tensors of the same shape. As all results that hold several
 * tensors it is a type, not an interface, which tf.tidy and tf.dispose would not take.
 */
export type ComplexTensor<R extends Rank = Rank> = {
  readonly real: Tensor<R>;
  readonly imag: Tensor<R>;
};
