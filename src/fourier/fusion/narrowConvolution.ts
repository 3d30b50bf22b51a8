import * as tf from '@tensorflow/tfjs-core';
import type { Make } from '../../internal/keptWith';
import { applyConvolution } from '../../linear/applyRun';
import { type Convolution, noMargins, type Shapes } from '../../linear/convolution';
import { type Size, sizeAfter } from '../../linear/linearOp';
import { type CostOf, vectors } from './plan/costOf';

/**
 * A convolution of few outputs in two: the columns of its kernel become outputs of a first one, which a second one adds
 * up where they meet. Less work where outputs are computed so many at a time.
 *
 * @param make makes the two kernels, or finds them
 */
export function narrowConvolution(op: Convolution, x: tf.Tensor4D, make: Make): tf.Tensor4D {
  const split = () => tf.tidy(() => splitKernel(op.kernel));
  const [first, second] = make([op.kernel], `narrow ${op.kernel.shape}`, split) as [
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  const { bias: _, ...linear } = op;
  const [down, across] = op.margins;
  const alongRows: Convolution = {
    ...{ ...linear, kernel: first, margins: [down, noMargins[1]] },
    ...{ strides: [op.strides[0], 1], dilations: [op.dilations[0], 1] },
  };
  const alongColumns: Convolution = {
    ...{ ...op, kernel: second, margins: [noMargins[0], across] },
    ...{ strides: [1, op.strides[1]], dilations: [1, op.dilations[1]] },
  };
  return applyConvolution(alongColumns, applyConvolution(alongRows, x));
}

/** The kernels of the two. */
function splitKernel(kernel: tf.Tensor4D): [tf.Tensor4D, tf.Tensor4D] {
  const [rows, columns, inputs, outputs] = kernel.shape;
  const byColumns = tf.transpose(kernel, [0, 2, 1, 3]);
  const between = columns * outputs;
  // of the first one's outputs, those of column j are seen j further on
  const places = tf.reshape(tf.eye(between), [between, columns, outputs]);
  return [
    tf.reshape(byColumns, [rows, 1, inputs, between]),
    tf.reshape(tf.transpose(places, [1, 0, 2]), [1, columns, between, outputs]),
  ];
}

/** Milliseconds that this is predicted to take for images of a size. */
export function narrowCost(op: Convolution<Shapes>, size: Size, { costs, batch }: CostOf): number {
  const [rows, columns, inputs, outputs] = op.kernel.shape;
  const [height, width] = sizeAfter([op], size);
  const between = columns * outputs;
  const first = height * size[1] * rows * inputs * vectors(between, costs);
  const second = height * width * columns * between * vectors(outputs, costs);
  return 2 * costs.operation + (batch * (first + second) * costs.convolution) / 1e6;
}
