import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from './complexTensor';

/** (a + bi)(c + di) by four real products: `tf.mul`, or `tf.matMul` for matrices. */
export function complexProduct(
  a: ComplexTensor,
  b: ComplexTensor,
  product: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): ComplexTensor {
  return {
    real: tf.sub(product(a.real, b.real), product(a.imag, b.imag)),
    imag: tf.add(product(a.real, b.imag), product(a.imag, b.real)),
  };
}
