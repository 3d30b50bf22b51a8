import * as tf from '@tensorflow/tfjs-core';
import { isRecording } from '../internal/isRecording';
import { itemAt } from '../internal/itemAt';
import type { Convolution, Margins, PerAxis } from './convolution';
import { crop } from './crop';
import { dilate } from './dilate';
import {
  countsAlong,
  type DepthwiseConvolution,
  type LinearOp,
  type LinearRun,
  type Pooling,
} from './linearOp';

/** Activations that a convolution can end in at no cost. */
export type Activation = 'linear' | 'relu' | 'relu6';

/** The ops one after the other, as the layers do it. */
export function applyRun(
  run: LinearRun,
  x: tf.Tensor4D,
  activation: Activation = 'linear',
): tf.Tensor4D {
  return tf.tidy(() => {
    const last = run.length - 1;
    const y = run.reduce((z, op, i) => applyOp(op, z, i === last ? activation : 'linear'), x);
    return last < 0 ? activate(tf.clone(y), activation) : y;
  });
}

function applyOp(op: LinearOp, x: tf.Tensor4D, activation: Activation): tf.Tensor4D {
  if (op.kind === 'convolution' || op.kind === 'depthwise') {
    return applyConvolution(op, x, activation);
  }
  if (op.kind === 'sum') {
    const branches = op.branches.map((branch) => applyRun(branch, x));
    return activate(
      branches.reduce((a, b) => tf.add<tf.Tensor4D>(a, b)),
      activation,
    );
  }
  const y = op.kind === 'padding' ? padOrCrop(x, op.margins) : pool(op, x);
  return activate(y, activation);
}

/**
 * One convolution with bias and activation, in one operation where no gradient is recorded: its gradient
 * would ask for that of the kernel, which wasm lacks.
 */
export function applyConvolution(
  op: Convolution | DepthwiseConvolution,
  x: tf.Tensor4D,
  activation: Activation = 'linear',
): tf.Tensor4D {
  const isDepthwise = op.kind === 'depthwise';
  const { image, pad } = withMargins(x, op.margins);
  const { kernel, dilations } = spread(op);
  const strides = [...op.strides] as [number, number];
  if (isRecording()) {
    const convolve = isDepthwise ? tf.depthwiseConv2d<tf.Tensor4D> : tf.conv2d<tf.Tensor4D>;
    const y = convolve(image, kernel, strides, pad, 'NHWC', dilations);
    return activate(op.bias ? tf.add(y, op.bias) : y, activation);
  }
  const convolve = isDepthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  // explicit margins are missing in the type only
  const options = { x: image, filter: kernel, strides, pad: pad as never, dilations, activation };
  return convolve(op.bias ? { ...options, bias: op.bias } : options) as tf.Tensor4D;
}

/** A dilated kernel is spread where tf.js cannot do it: with strides, and for gradients. */
function spread({ kernel, strides, dilations }: Convolution | DepthwiseConvolution) {
  const isStrided = strides.some((stride) => stride > 1);
  const isDilated = dilations.some((rate) => rate > 1);
  if (!isDilated || (!isStrided && !isRecording())) {
    return { kernel, dilations: [...dilations] as [number, number] };
  }
  return { kernel: dilate(kernel, dilations), dilations: [1, 1] as [number, number] };
}

/** x and padding that give x with these margins: what no padding can do, cropping, is done to x. */
function withMargins(x: tf.Tensor4D, margins: PerAxis<Margins>) {
  const added = margins.map(([before, after]) => [Math.max(before, 0), Math.max(after, 0)]);
  const pad = [[0, 0], ...added, [0, 0]] as tf.backend_util.ExplicitPadding;
  const taken = margins.map(([before, after]) => [Math.max(-before, 0), Math.max(-after, 0)]);
  const [rows, columns] = taken as [[number, number], [number, number]];
  const isEmpty = x.shape[1] <= rows[0] + rows[1] || x.shape[2] <= columns[0] + columns[1];
  if (!isEmpty) return { image: crop(x, rows, columns), pad };
  // only margins are left, and convolutions of nothing fail on wasm
  const none = pad.map(() => [0, 0]) as tf.backend_util.ExplicitPadding;
  return { image: crop(tf.pad(x, pad), rows, columns), pad: none };
}

export function padOrCrop(x: tf.Tensor4D, margins: PerAxis<Margins>): tf.Tensor4D {
  const { image, pad } = withMargins(x, margins);
  return pad.flat().every((zeros) => zeros === 0) ? tf.clone(image) : tf.pad(image, pad);
}

/** tf.avgPool leaves the margins out of its divisor, but its gradient does not: there, zeros take their place. */
function pool(op: Pooling, x: tf.Tensor4D): tf.Tensor4D {
  const size = [...op.size] as [number, number];
  const strides = [...op.strides] as [number, number];
  const { image, pad } = withMargins(x, op.margins);
  const isPadded = pad.flat().some((zeros) => zeros > 0);
  if (!isPadded || !isRecording()) return tf.avgPool(image, size, strides, pad);
  const means = tf.avgPool(tf.pad(image, pad), size, strides, 'valid');
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    countsAlong(op, axis, itemAt(x.shape, axis + 1)).map((count) => op.size[axis] / count),
  ) as [number[], number[]];
  const byRows = tf.mul(means, tf.tensor4d(rows, [1, rows.length, 1, 1]));
  return tf.mul(byRows, tf.tensor4d(columns, [1, 1, columns.length, 1]));
}

export function activate(x: tf.Tensor4D, activation: Activation): tf.Tensor4D {
  if (activation === 'linear') return x;
  return activation === 'relu' ? tf.relu(x) : tf.relu6(x);
}
