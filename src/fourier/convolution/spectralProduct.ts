import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { type Convolution, type Margins, type PerAxis, span } from '../../linear/convolution';
import {
  forgetTransfers,
  spectralConvolution,
  type Transfers,
  tileConvolution,
} from './spectralConvolution';

/** Convolutions of stride 1, one after the other, as a product of spectra that are kept for reuse. */
export interface SpectralProduct {
  /**
   * Images [batch, rows, columns, in] to [batch, rows, columns, out], padded once with all margins, or with
   * others, of which negative ones leave inputs out.
   */
  apply(x: tf.Tensor4D, margins?: PerAxis<Margins>): tf.Tensor4D;
  dispose(): void;
}

/** Zeros that a stack adds in all, and rows and columns that its kernels span together. */
export function spansOf(convolutions: readonly Convolution[]): {
  spans: PerAxis;
  margins: PerAxis<Margins>;
} {
  const sum = (value: (one: Convolution) => number) =>
    convolutions.reduce((total, one) => total + value(one), 0);
  const margin = (axis: 0 | 1, side: 0 | 1) => sum(({ margins }) => margins[axis][side]);
  return {
    spans: [1 + sum((one) => span(one)[0] - 1), 1 + sum((one) => span(one)[1] - 1)],
    margins: [
      [margin(0, 0), margin(0, 1)],
      [margin(1, 0), margin(1, 1)],
    ],
  };
}

/** One transform in, one product for each convolution, one inverse out. */
export function spectralProduct(convolutions: readonly Convolution[]): SpectralProduct {
  const { spans, margins: all } = spansOf(convolutions);
  const transfers: Transfers = new Map();
  const bias = tf.tidy(() => {
    const total = biasOf(convolutions);
    return total && tf.keep(total);
  });
  return {
    apply: (x, margins = all) =>
      tf.tidy(() => {
        const tiling = tileConvolution(x.shape, convolutions, margins);
        check(
          tiling.every(({ outputs }) => outputs > 0),
          `kernels that span ${spans.join('x')} together do not fit in images of ${x.shape[1]}x${x.shape[2]}`,
        );
        const y = spectralConvolution(x, convolutions, tiling, transfers);
        return bias ? tf.add(y, bias) : y;
      }),
    dispose: () => {
      forgetTransfers(transfers);
      tf.dispose(bias ?? []);
    },
  };
}

/** Biases of a stack in its interior, [out]: each passes the later kernels through their sum. */
export function biasOf(convolutions: readonly Convolution[]): tf.Tensor1D | undefined {
  return convolutions.reduce<tf.Tensor1D | undefined>((before, { kernel, bias }) => {
    const passed =
      before &&
      tf.squeeze<tf.Tensor1D>(
        tf.matMul(tf.expandDims<tf.Tensor2D>(before, 0), tf.sum<tf.Tensor2D>(kernel, [0, 1])),
        [0],
      );
    return passed && bias ? tf.add(passed, bias) : (passed ?? (bias && tf.clone(bias)));
  }, undefined);
}
