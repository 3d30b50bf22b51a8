import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../internal/check';
import { type Margins, type PerAxis, span } from '../model/convolution';
import { planConvolution } from './convolutionPlan';
import { imageSpectrum, imagesOf, kernelSpectrum, mixChannels } from './spectra';

/** 'same', 'valid', zeros on every side, or [[0, 0], [top, bottom], [left, right], [0, 0]] in the order of the data. */
export type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

export interface Geometry {
  readonly strides: PerAxis;
  readonly dilations: PerAxis;
  readonly pad: Pad;
}

/** Images [batch, rows, columns, in] convolved with a filter [rows, columns, in, out], on behalf of `caller`. */
export function convolve(
  caller: string,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  geometry: Geometry,
): tf.Tensor4D {
  checkGeometry(caller, geometry);
  const [, rows, columns, channels] = x.shape;
  const { strides, dilations, pad } = geometry;
  check(
    channels === filter.shape[2],
    caller,
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
    caller,
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

function checkGeometry(caller: string, { strides, dilations, pad }: Geometry): void {
  for (const [name, pair] of Object.entries({ strides, dilations })) {
    check(
      Array.isArray(pair) && pair.length === 2,
      caller,
      `${name} must be a number or one for each spatial axis, but it is [${pair}]`,
    );
    for (const value of pair) checkInteger(caller, name, value, 1);
  }
  check(
    isPad(pad),
    caller,
    `pad must be 'same', 'valid', or whole numbers of zeros for rows and columns, but it is ${JSON.stringify(pad)}`,
  );
}

function isPad(pad: Pad): boolean {
  if (typeof pad === 'string') return pad === 'same' || pad === 'valid';
  const isCount = (zeros: number) => Number.isInteger(zeros) && zeros >= 0;
  if (typeof pad === 'number') return isCount(pad);
  if (!Array.isArray(pad) || pad.length !== 4) return false;
  const pairs: readonly (readonly number[])[] = pad;
  if (!pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount))) {
    return false;
  }
  return [pairs[0], pairs[3]].flat().every((zeros) => zeros === 0);
}
