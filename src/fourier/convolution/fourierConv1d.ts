import * as tf from '@tensorflow/tfjs-core';
import { checkKind, checkTensor } from '../../internal/check';
import { oneOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { transposed } from '../../internal/transposed';
import { convolve, type Pad } from './convolve';
import { signalPadKind, stepKind } from './geometryKinds';

/**
 * tf.conv1d by one product in the Fourier domain; differentiable in x and filter.
 *
 * @param x signals [batch, width, in] or one signal without the batch
 * @param filter [width, in, out]
 * @param stride places from one output to the next, at most 2²⁰
 * @param pad 'same', 'valid', or zeros on either side, at most 2²⁴
 * @param dataFormat 'NWC' (default) or 'NCW'
 * @param dilation default 1, at most 2²⁰; unlike in tf.conv1d, it and the stride may both be above 1
 * @returns what tf.conv1d returns, to 1e-4 of the largest value in float32
 * @throws where {@link fourierConv2d} does
 * @example
 * const signal = tf.tensor2d([[1], [2], [3], [4]]);
 * fourierConv1d(signal, tf.ones([3, 1, 1]), 1, 'same'); // → [[3], [6], [9], [7]]
 */
export function fourierConv1d<T extends tf.Tensor>(
  x: T,
  filter: tf.Tensor,
  stride: number,
  pad: 'same' | 'valid' | number,
  dataFormat: 'NWC' | 'NCW' = 'NWC',
  dilation = 1,
): T {
  return named('fourierConv1d', () => {
    checkTensor('x', x, [2, 3]);
    checkTensor('filter', filter, [3]);
    checkKind('dataFormat', dataFormat, oneOf('NWC', 'NCW'));
    checkKind('stride', stride, stepKind);
    checkKind('dilation', dilation, stepKind);
    checkKind('pad', pad, signalPadKind);
    const margins: Pad =
      typeof pad === 'number'
        ? [
            [0, 0],
            [0, 0],
            [pad, pad],
            [0, 0],
          ]
        : pad;
    return tf.tidy(() => {
      const batch = toFloat(x.rank === 3 ? x : tf.expandDims(x, 0)) as tf.Tensor3D;
      const signals = dataFormat === 'NCW' ? transposed<tf.Tensor3D>(batch, [0, 2, 1]) : batch;
      const y = convolve(
        tf.expandDims<tf.Tensor4D>(signals, 1),
        tf.expandDims<tf.Tensor4D>(toFloat(filter), 0),
        { strides: [1, stride], dilations: [1, dilation], pad: margins },
      );
      const back = tf.squeeze<tf.Tensor3D>(y, [1]);
      const ordered = dataFormat === 'NCW' ? transposed<tf.Tensor3D>(back, [0, 2, 1]) : back;
      return (x.rank === 3 ? ordered : tf.squeeze(ordered, [0])) as T;
    });
  });
}
