import * as tf from '@tensorflow/tfjs-core';
import { checkKind, checkTensor } from '../../internal/check';
import { oneOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { toFloat } from '../../internal/toFloat';
import { transposed } from '../../internal/transposed';
import type { PerAxis } from '../../linear/convolution';
import { type ConvolutionOptions, convolve, type Pad } from './convolve';
import { padKind, stepsKind } from './geometryKinds';

export type { Pad } from './convolve';

/**
 * tf.conv2d by one product in the Fourier domain; differentiable in x and filter. It pays from about
 * 7x7 kernels and many channels on, never for 3x3.
 *
 * @param x images [batch, rows, columns, in] or one image without the batch
 * @param filter [rows, columns, in, out]
 * @param strides a number, or one for rows and one for columns, at most 2²⁰
 * @param pad 'same', 'valid', or zeros, at most 2²⁴ a side: outputs that see nothing else cost nothing but their place
 * @param dataFormat 'NHWC' (default) or 'NCHW'
 * @param dilations a number, or one for rows and one for columns; default 1, at most 2²⁰. Unlike tf.conv2d, strides
 *   and dilations may both be above 1.
 * @returns what tf.conv2d returns, to 1e-4 of the largest value in float32
 * @throws on other ranks, other numbers of channels, filters that do not fit in the padded image, results of more than
 *   256 MiB and filters whose transform takes more than 1 GiB; a batch without images gives one without images
 * @example
 * const image = tf.ones<tf.Rank.R3>([3, 3, 1]);
 * const sums = fourierConv2d(image, tf.ones([3, 3, 1, 1]), 1, 'same');
 * tf.squeeze(sums); // → [[4, 6, 4], [6, 9, 6], [4, 6, 4]]
 */
export function fourierConv2d<T extends tf.Tensor>(
  x: T,
  filter: tf.Tensor,
  strides: number | readonly [number, number],
  pad: Pad,
  dataFormat: 'NHWC' | 'NCHW' = 'NHWC',
  dilations: number | readonly [number, number] = 1,
): T {
  return named('fourierConv2d', () => {
    checkTensor('x', x, [3, 4]);
    checkTensor('filter', filter, [4]);
    checkKind('dataFormat', dataFormat, oneOf('NHWC', 'NCHW'));
    checkKind('strides', strides, stepsKind);
    checkKind('dilations', dilations, stepsKind);
    const channelsFirst = dataFormat === 'NCHW';
    checkKind('pad', pad, padKind(channelsFirst ? 1 : 3));
    const geometry: ConvolutionOptions = {
      strides: both(strides),
      dilations: both(dilations),
      pad: channelsFirst && Array.isArray(pad) ? [pad[0], pad[2], pad[3], pad[1]] : pad,
    };
    return tf.tidy(() => {
      const batch = toFloat(x.rank === 4 ? x : tf.expandDims(x, 0)) as tf.Tensor4D;
      const images = channelsFirst ? transposed<tf.Tensor4D>(batch, [0, 2, 3, 1]) : batch;
      const y = convolve(images, toFloat(filter) as tf.Tensor4D, geometry);
      const back = channelsFirst ? transposed<tf.Tensor4D>(y, [0, 3, 1, 2]) : y;
      return (x.rank === 4 ? back : tf.squeeze(back, [0])) as T;
    });
  });
}

const both = (value: number | readonly [number, number]): PerAxis =>
  typeof value === 'number' ? [value, value] : value;
