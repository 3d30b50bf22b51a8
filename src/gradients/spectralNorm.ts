import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../internal/complexTensor';
import { named } from '../internal/named';
import { toFloat } from '../internal/toFloat';
import { checkKernel, type ImageSize, type Kernel } from './kernel';
import { narrowTransfer } from './narrowTransfer';

/** So many squarings leave at most min(in, out)^(1/65536) - 1 of the norm too much: 6e-5 for 64 channels. */
const SQUARINGS = 15;

/**
 * The largest singular value of a convolution of stride 1 as a linear op of images that wrap around: its Lipschitz
 * constant, and a bound of that of the same convolution with zeros around the image. Computed by Gram iteration on the
 * transfer function (Delattre et al. 2023, algorithm 1), which comes from above, to 1e-4 for up to 700 channels.
 *
 * @param kernel [rows, columns, in, out], or [width, in, out] of signals; for a stack, what fuseKernels gives
 * @param size [rows, columns] of the images, or [width] of the signals
 * @returns a scalar
 * @throws on other ranks and sizes, and where a part of the transfer function, [rows, ⌊columns/2⌋ + 1, in, out], takes
 *   more than 256 MiB
 * @example
 * spectralNorm(tf.tensor3d([[[1]], [[1]], [[1]]]), [4]); // → 3.000
 */
export function spectralNorm(kernel: Kernel, size: ImageSize): tf.Scalar {
  return named('spectralNorm', () => {
    const sides = checkKernel(kernel, size);
    return tf.tidy(() => {
      // so that no square is too large
      const largest = tf.maximum(tf.max(tf.abs(toFloat(kernel))), 1e-30);
      const { real, imag } = narrowTransfer(tf.div(toFloat(kernel), largest), sides);
      const norm = frobenius({ real, imag });
      // a column's singular value is its norm
      if (real.shape[2] === 1) return tf.mul(tf.max(norm), largest) as tf.Scalar;
      let gram = gramOf({ real: tf.div(real, norm), imag: tf.div(imag, norm) });
      let logarithm = tf.log(norm);
      for (let power = 1; ; power++) {
        const scale = frobenius(gram);
        logarithm = tf.add(logarithm, tf.div(tf.log(scale), 2 ** power));
        if (power === SQUARINGS) return tf.mul(tf.exp(tf.max(logarithm)), largest) as tf.Scalar;
        gram = squareOf({ real: tf.div(gram.real, scale), imag: tf.div(gram.imag, scale) });
      }
    });
  });
}

/** Of matrices [count, rows, columns], [count, 1, 1]; a little more than 0, since it is divided by. */
function frobenius({ real, imag }: ComplexTensor): tf.Tensor {
  const squares = tf.add(tf.square(real), tf.square(imag));
  return tf.maximum(tf.sqrt(tf.sum(squares, [1, 2], true)), 1e-18);
}

/** AᴴA. */
function gramOf({ real, imag }: ComplexTensor): ComplexTensor {
  const product = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, true, false);
  return {
    real: tf.add(product(real, real), product(imag, imag)),
    imag: tf.sub(product(real, imag), product(imag, real)),
  };
}

/** G² of Hermitian matrices, where the imaginary part is that of one product less its transpose. */
function squareOf({ real, imag }: ComplexTensor): ComplexTensor {
  const mixed = tf.matMul(real, imag);
  return {
    real: tf.sub(tf.matMul(real, real), tf.matMul(imag, imag)),
    imag: tf.sub(mixed, tf.transpose(mixed, [0, 2, 1])),
  };
}
