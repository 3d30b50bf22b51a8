import type { Rank, Tensor } from '@tensorflow/tfjs-core';

/** Complex values on the device: two float32 tensors of the same shape. */
export interface ComplexTensor<R extends Rank = Rank> {
  readonly real: Tensor<R>;
  readonly imag: Tensor<R>;
}
