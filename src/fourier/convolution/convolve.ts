import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { checkSize } from '../../internal/checkSize';
import { type Margins, type PerAxis, span } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import type { AxisTiling } from './axisTiling';
import { type SeenOutputs, seenOutputs } from './seenOutputs';
import { spectralConvolution, tileConvolution } from './spectralConvolution';

/** 'same', 'valid', zeros on every side, or [[0, 0], [top, bottom], [left, right], [0, 0]] in the order of the data. */
export type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

export interface ConvolutionOptions {
  readonly strides: PerAxis;
  readonly dilations: PerAxis;
  readonly pad: Pad;
}

/** Images [batch, rows, columns, in] convolved with a filter [rows, columns, in, out]. */
export function convolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  geometry: ConvolutionOptions,
): tf.Tensor4D {
  checkShapes(x, filter);
  const seen = outputsOf(x, filter, geometry);
  if (x.shape[0] === 0) return tf.zeros([0, seen[0].outputs, seen[1].outputs, filter.shape[3]]);
  const filters = [{ kernel: filter, dilations: geometry.dilations }];
  const tiling = tileConvolution(x.shape, filters, [seen[0].margins, seen[1].margins]);
  checkTransforms(tiling, filter.shape);
  const y = everyNth(spectralConvolution(x, filters, tiling), geometry.strides);
  const zeros = [[0, 0], seen[0].unseen, seen[1].unseen, [0, 0]] as tf.backend_util.ExplicitPadding;
  return zeros.flat().some((count) => count > 0) ? tf.pad(y, zeros) : y;
}

function checkShapes(x: tf.Tensor4D, filter: tf.Tensor4D): void {
  check(!x.shape.slice(1).includes(0), `x must have values, but its shape is [${x.shape}]`);
  check(!filter.shape.includes(0), `filter must have values, but its shape is [${filter.shape}]`);
  check(
    x.shape[3] === filter.shape[2],
    `filter takes ${filter.shape[2]} channels, but x has ${x.shape[3]}`,
  );
}

/** The outputs along rows and columns; refuses filters that do not fit, and more zeros than there is room for. */
function outputsOf(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, dilations, pad }: ConvolutionOptions,
): PerAxis<SeenOutputs> {
  const [batch, rows, columns] = x.shape;
  const spans = span({ kernel: filter, dilations });
  const margins: PerAxis<Margins> = [
    marginsOf(rows, spans[0], strides[0], explicit(pad, 1)),
    marginsOf(columns, spans[1], strides[1], explicit(pad, 2)),
  ];
  const down = seenOutputs(rows, spans[0], strides[0], margins[0]);
  const across = seenOutputs(columns, spans[1], strides[1], margins[1]);
  check(
    down.outputs > 0 && across.outputs > 0,
    `a filter that spans ${spans.join('x')} does not fit in an image of ${rows}x${columns} with margins [${margins.join('], [')}]`,
  );
  if (down.outputs > rows || across.outputs > columns) {
    const shape = [batch, down.outputs, across.outputs, filter.shape[3]];
    checkSize('the result', shape, 'choose a smaller pad');
  }
  return [down, across];
}

/** What the transfer function of a filter may take, in bytes: it lies in host memory, or is all that a device holds. */
const MOST_TRANSFER = 2 ** 30;

/** Refuses filters whose transfer functions, complex at half of the frequencies, are too large. */
function checkTransforms(tiling: PerAxis<AxisTiling>, filter: readonly number[]): void {
  const [rows, columns] = [tiling[0].n, tiling[1].n];
  const shape = [rows, columns, ...filter.slice(2)];
  checkSize('the transform of the filter', shape, 'choose smaller dilations', MOST_TRANSFER);
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
