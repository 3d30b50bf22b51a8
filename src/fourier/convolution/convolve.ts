import type * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { shown } from '../../internal/shown';
import { type Margins, type PerAxis, span } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
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
  checkGeometry(geometry);
  const [, rows, columns, channels] = x.shape;
  const { strides, dilations, pad } = geometry;
  check(
    channels === filter.shape[2],
    `filter takes ${filter.shape[2]} channels, but x has ${channels}`,
  );
  const spans = span({ kernel: filter, dilations });
  const margins: PerAxis<Margins> = [
    marginsOf(rows, spans[0], strides[0], explicit(pad, 1)),
    marginsOf(columns, spans[1], strides[1], explicit(pad, 2)),
  ];
  const fits = [rows, columns].every(
    (length, i) => length + itemAt(margins, i)[0] + itemAt(margins, i)[1] >= itemAt(spans, i),
  );
  check(
    fits,
    `a filter that spans ${spans.join('x')} does not fit in an image of ${rows}x${columns} with margins [${margins.join('], [')}]`,
  );
  const filters = [{ kernel: filter, dilations }];
  const y = spectralConvolution(x, filters, tileConvolution(x.shape, filters, margins));
  return everyNth(y, strides);
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

function checkGeometry({ strides, dilations, pad }: ConvolutionOptions): void {
  for (const [name, pair] of Object.entries({ strides, dilations })) {
    check(
      Array.isArray(pair) && pair.length === 2,
      `${name} must be a number or one for each spatial axis, but it is [${pair}]`,
    );
    for (const value of pair) checkInteger(name, value, 1);
  }
  check(
    isPad(pad),
    `pad must be 'same', 'valid', or whole numbers of zeros for rows and columns, but it is ${typeof pad === 'bigint' ? shown(pad) : JSON.stringify(pad)}`,
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
