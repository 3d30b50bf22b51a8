import * as tf from '@tensorflow/tfjs-core';
import { flipTaps } from '../internal/flipTaps';
import { itemAt } from '../internal/itemAt';
import { keptWith, type Make } from '../internal/keptWith';
import { isOurWasmKernel } from '../internal/ourWasmKernel';
import { spread } from '../internal/spread';
import { adjointPooling } from './adjointPooling';
import { applyConvolution } from './applyRun';
import { type Convolution, type Margins, one, type PerAxis, span } from './convolution';
import {
  type DepthwiseConvolution,
  type LinearOp,
  type LinearRun,
  type Size,
  sizeAfter,
} from './linearOp';
import { padOrCrop } from './margins';

/** How a convolution is computed. */
export type Convolve = (op: Convolution, x: tf.Tensor4D) => tf.Tensor4D;

/** What carries cotangents back. */
export interface AdjointMeans {
  readonly convolve: Convolve;
  /** Flipped kernels. */
  readonly make: Make;
}

const plainMeans: AdjointMeans = { convolve: applyConvolution, make: keptWith };

/**
 * The transpose of a run's linear part: of cotangents of its outputs, the cotangents of its inputs. Exact at the
 * borders, since each op's adjoint crops where the op pads.
 *
 * @param c [batch, rows, columns, channels] of the run's outputs
 * @param size of the run's inputs
 * @param means by default convolutions of tf.js, with flipped kernels that are kept as long as the kernels
 */
export function adjointRun(
  run: LinearRun,
  c: tf.Tensor4D,
  size: Size,
  means: AdjointMeans = plainMeans,
): tf.Tensor4D {
  return tf.tidy(() =>
    run.reduceRight(
      (cotangent, op, i) => adjointOp(op, cotangent, sizeAfter(run.slice(0, i), size), means),
      tf.clone(c),
    ),
  );
}

function adjointOp(op: LinearOp, c: tf.Tensor4D, size: Size, means: AdjointMeans): tf.Tensor4D {
  if (op.kind === 'sum') {
    const branches = op.branches.map((run) => adjointRun(run, c, size, means));
    return branches.reduce((a, b) => tf.add<tf.Tensor4D>(a, b));
  }
  if (op.kind === 'padding') {
    const [rows, columns] = op.margins.map(([before, after]): Margins => [-before, -after]) as [
      Margins,
      Margins,
    ];
    return padOrCrop(c, [rows, columns]);
  }
  if (op.kind === 'pooling') return adjointPooling(op, c, size);
  return op.kind === 'depthwise'
    ? adjointDepthwise(op, c, size, means)
    : adjointConvolution(op, c, size, means);
}

/** A convolution of the spread cotangents with the flipped kernel, its channels exchanged. */
function adjointConvolution(
  op: Convolution,
  c: tf.Tensor4D,
  size: Size,
  { convolve, make }: AdjointMeans,
): tf.Tensor4D {
  if (convolve === applyConvolution && isTransposed(op)) return transposed(op, c, size);
  const flip = () => [tf.transpose(flipTaps(op.kernel), [0, 1, 3, 2])];
  const [kernel] = make([op.kernel], `adjoint ${op.kernel.shape}`, flip) as [tf.Tensor4D];
  const [rows, columns] = op.strides;
  return convolve(
    {
      ...{ kind: 'convolution', kernel, strides: one, dilations: op.dilations },
      margins: complement(c, op, size),
    },
    spread(c, rows, columns),
  );
}

/** Whether the backend has a kernel for it that keeps flipped kernels, and spreads nothing out. */
const isTransposed = ({ strides, dilations, margins }: Convolution): boolean =>
  strides.some((stride) => stride > 1) &&
  isOurWasmKernel(tf.Conv2DBackpropInput) &&
  dilations.every((rate) => rate === 1) &&
  margins.flat().every((margin) => margin >= 0);

function transposed(op: Convolution, c: tf.Tensor4D, [rows, columns]: Size): tf.Tensor4D {
  const shape = [c.shape[0], rows, columns, op.kernel.shape[2]] as tf.Tensor4D['shape'];
  const pad = [[0, 0], ...op.margins, [0, 0]] as tf.backend_util.ExplicitPadding;
  return tf.conv2dTranspose(c, op.kernel, shape, [...op.strides], pad);
}

/** The zeros around spread cotangents that give as many outputs as there were inputs. */
function complement(
  c: tf.Tensor4D,
  op: Pick<Convolution, 'kernel' | 'dilations' | 'strides' | 'margins'>,
  size: Size,
): PerAxis<Margins> {
  const spans = span(op);
  const along = (axis: 0 | 1): Margins => {
    const before = spans[axis] - 1 - op.margins[axis][0];
    const spreadLength = itemAt(c.shape, axis + 1);
    const length = spreadLength * op.strides[axis];
    return [before, size[axis] + spans[axis] - 1 - before - length];
  };
  return [along(0), along(1)];
}

function adjointDepthwise(
  op: DepthwiseConvolution,
  c: tf.Tensor4D,
  size: Size,
  { make }: AdjointMeans,
): tf.Tensor4D {
  const [rows, columns, channels, multiplier] = op.kernel.shape;
  const shape = [rows, columns, channels * multiplier, 1];
  const flip = () => [tf.reshape(flipTaps(op.kernel), shape)];
  const [kernel] = make([op.kernel], `depthwise adjoint ${op.kernel.shape}`, flip) as [tf.Tensor4D];
  const each = applyConvolution(
    {
      ...{ kind: 'depthwise', kernel, strides: one, dilations: op.dilations },
      margins: complement(c, op, size),
    },
    spread(c, op.strides[0], op.strides[1]),
  );
  if (multiplier === 1) return each;
  const [batch, height, width] = each.shape;
  const grouped = tf.reshape(each, [batch * height * width, channels, multiplier]);
  return tf.reshape(tf.sum(grouped, 2), [batch, height, width, channels]);
}
