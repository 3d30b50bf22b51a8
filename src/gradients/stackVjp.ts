import * as tf from '@tensorflow/tfjs-core';
import { fourierConv2d } from '../fourier/fourierConv2d';
import { type Convolution, type Margins, type PerAxis, span } from '../model/convolution';

/**
 * (∂g/∂x)ᵀ·c for a stack of convolutions g, in closed form: the adjoint of a convolution is a
 * convolution with the flipped kernel, its channels exchanged, and its margins complemented to the
 * kernel's span. Exact at the borders, since every layer's adjoint crops where the layer pads.
 *
 * @param c [batch, rows, columns, out]
 * @returns [batch, rows, columns, in]
 */
export function stackVjp(convolutions: readonly Convolution[], c: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() =>
    convolutions.reduceRight((cotangent, convolution) => {
      const { kernel, dilations, margins } = adjointOf(convolution);
      const [rows, columns] = margins;
      return fourierConv2d(
        cotangent,
        kernel,
        1,
        [[0, 0], [...rows], [...columns], [0, 0]],
        'NHWC',
        [...dilations],
      );
    }, c),
  );
}

function adjointOf(convolution: Convolution): Convolution {
  const { kernel, margins } = convolution;
  const spans = span(convolution);
  const complement: PerAxis<Margins> = [
    [spans[0] - 1 - margins[0][0], spans[0] - 1 - margins[0][1]],
    [spans[1] - 1 - margins[1][0], spans[1] - 1 - margins[1][1]],
  ];
  const flipped = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2]);
  return { ...convolution, kernel: flipped, margins: complement };
}
