import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger, checkTensor } from '../internal/check';
import { type Margins, type PerAxis, span } from '../model/convolution';
import { planConvolution } from './convolutionPlan';
import { imageSpectrum, imagesOf, kernelSpectrum, mixChannels } from './spectra';

/** 'same', 'valid', zeros on every side, or [[0, 0], [top, bottom], [left, right], [0, 0]] in the order of the data. */
export type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

/**
 * tf.conv2d by one product in the Fourier domain; differentiable in x and filter. It pays from about
 * 7x7 kernels and many channels on, never for 3x3.
 *
 * @param x images [batch, rows, columns, in] or one image without the batch
 * @param filter [rows, columns, in, out]
 * @param strides a number, or one for rows and one for columns
 * @param dataFormat 'NHWC' (default) or 'NCHW'
 * @param dilations a number, or one for rows and one for columns; default 1. Unlike tf.conv2d, strides
 *   and dilations may both be above 1.
 * @returns what tf.conv2d returns, to 1e-4 of the largest value in float32
 * @throws on other ranks, other numbers of channels, and filters that do not fit in the padded image
 */
export function fourierConv2d<T extends tf.Tensor3D | tf.Tensor4D>(
  x: T,
  filter: tf.Tensor4D,
  strides: number | [number, number],
  pad: Pad,
  dataFormat: 'NHWC' | 'NCHW' = 'NHWC',
  dilations: number | [number, number] = 1,
): T {
  checkTensor('fourierConv2d', 'x', x, [3, 4]);
  checkTensor('fourierConv2d', 'filter', filter, [4]);
  checkPad(pad);
  const channelsFirst = checkDataFormat(dataFormat) === 'NCHW';
  const geometry: Geometry = {
    strides: both('strides', strides),
    dilations: both('dilations', dilations),
    pad: channelsFirst && Array.isArray(pad) ? [pad[0], pad[2], pad[3], pad[1]] : pad,
  };
  return tf.tidy(() => {
    const batch = tf.cast(x.rank === 4 ? x : tf.expandDims(x, 0), 'float32') as tf.Tensor4D;
    const images = channelsFirst ? tf.transpose(batch, [0, 2, 3, 1]) : batch;
    const y = convolve(images, tf.cast(filter, 'float32'), geometry);
    const back = channelsFirst ? tf.transpose(y, [0, 3, 1, 2]) : y;
    return (x.rank === 4 ? back : tf.squeeze(back, [0])) as T;
  });
}

interface Geometry {
  readonly strides: PerAxis;
  readonly dilations: PerAxis;
  readonly pad: Pad;
}

function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, geometry: Geometry): tf.Tensor4D {
  const [, rows, columns, channels] = x.shape;
  const { strides, dilations, pad } = geometry;
  check(
    channels === filter.shape[2],
    'fourierConv2d',
    `filter takes ${filter.shape[2]} channels, but x has ${channels}`,
  );
  const spans = span({ kernel: filter, dilations });
  const margins: PerAxis<Margins> = [
    marginsOf(rows, spans[0], strides[0], explicit(pad, 1)),
    marginsOf(columns, spans[1], strides[1], explicit(pad, 2)),
  ];
  const plan = planConvolution([rows, columns], spans, margins);
  check(
    plan[0].length > 0 && plan[1].length > 0,
    'fourierConv2d',
    `a filter that spans ${spans.join('x')} does not fit in an image of ${rows}x${columns} with margins [${margins.join('], [')}]`,
  );
  const spectrum = mixChannels(imageSpectrum(x, plan), kernelSpectrum(filter, dilations, plan));
  return everyNth(everyNth(imagesOf(spectrum, plan), 1, strides[0]), 2, strides[1]);
}

/** What `pad` says of one axis of NHWC data. */
function explicit(pad: Pad, axis: 1 | 2): 'same' | 'valid' | Margins {
  if (typeof pad === 'number') return [pad, pad];
  return typeof pad === 'string' ? pad : (pad[axis] as [number, number]);
}

/** The zeros that tf.conv2d adds: for 'same' the odd one comes after. */
function marginsOf(
  length: number,
  span: number,
  stride: number,
  pad: 'same' | 'valid' | Margins,
): Margins {
  if (pad === 'valid') return [0, 0];
  if (pad !== 'same') return pad;
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + span - length, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Values 0, n, 2n, … of an axis, by operations that have gradients on every backend. */
function everyNth(x: tf.Tensor4D, axis: 1 | 2, n: number): tf.Tensor4D {
  if (n === 1) return x;
  const count = Math.ceil(x.shape[axis] / n);
  const outer = axis === 1 ? x.shape[0] : x.shape[0] * x.shape[1];
  const inner = axis === 1 ? x.shape[2] * x.shape[3] : x.shape[3];
  const lines = tf.reshape<tf.Rank.R3>(x, [outer, x.shape[axis], inner]);
  const whole = tf.pad3d(lines, [
    [0, 0],
    [0, count * n - x.shape[axis]],
    [0, 0],
  ]);
  const grid = tf.reshape<tf.Rank.R4>(whole, [outer, count, n, inner]);
  const kept = tf.slice(grid, 0, [outer, count, 1, inner]);
  return tf.reshape(kept, x.shape.map((size, i) => (i === axis ? count : size)) as typeof x.shape);
}

function both(name: string, value: number | [number, number]): PerAxis {
  const pair: PerAxis = typeof value === 'number' ? [value, value] : value;
  for (const each of pair) checkInteger('fourierConv2d', name, each, 1);
  return pair;
}

function checkDataFormat(dataFormat: string): string {
  check(
    dataFormat === 'NHWC' || dataFormat === 'NCHW',
    'fourierConv2d',
    `dataFormat must be 'NHWC' or 'NCHW', but it is '${dataFormat}'`,
  );
  return dataFormat;
}

function checkPad(pad: Pad): void {
  const sides = typeof pad === 'string' ? [] : [pad].flat(2);
  check(
    (pad === 'same' || pad === 'valid' || sides.length > 0) &&
      sides.every((zeros) => Number.isInteger(zeros) && zeros >= 0),
    'fourierConv2d',
    `pad must be 'same', 'valid', or whole numbers of zeros, but it is ${JSON.stringify(pad)}`,
  );
}
