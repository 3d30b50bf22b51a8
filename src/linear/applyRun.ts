import * as tf from '@tensorflow/tfjs-core';
import { fitsAtOnce, inParts } from '../internal/convolutionParts';
import { isRecording } from '../internal/isRecording';
import { applyPooling } from './applyPooling';
import { type Convolution, span } from './convolution';
import { dilate } from './dilate';
import { type DepthwiseConvolution, type LinearOp, type LinearRun, lengthAfter } from './linearOp';
import { padOrCrop, withMargins } from './margins';

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
  const y = op.kind === 'padding' ? padOrCrop(x, op.margins) : applyPooling(op, x);
  return activate(y, activation);
}

/** One convolution with bias and activation; some outputs at a time, where the backend would take too much memory. */
export function applyConvolution(
  op: Convolution | DepthwiseConvolution,
  x: tf.Tensor4D,
  activation: Activation = 'linear',
): tf.Tensor4D {
  const spreadOp = { ...op, ...spread(op) };
  const { image, pad } = withMargins(x, op.margins);
  const [rows, columns] = spreadOp.kernel.shape;
  const sizes = {
    outputs: [lengthAfter([op], 0, x.shape[1]), lengthAfter([op], 1, x.shape[2])] as const,
    spans: span(op),
    strides: op.strides,
    taps: rows * columns,
  };
  if (fitsAtOnce(sizes)) return convolve(spreadOp, image, pad, activation);
  return tf.tidy(() =>
    inParts(tf.pad(image, pad), sizes, (part) => convolve(spreadOp, part, 'valid', activation)),
  );
}

/**
 * In one operation where no gradient is recorded: its gradient would ask for that of the kernel, which wasm lacks.
 */
function convolve(
  { kind, kernel, bias, ...op }: Convolution | DepthwiseConvolution,
  x: tf.Tensor4D,
  pad: tf.backend_util.ExplicitPadding | 'valid',
  activation: Activation,
): tf.Tensor4D {
  const isDepthwise = kind === 'depthwise';
  const strides = [...op.strides] as [number, number];
  const dilations = [...op.dilations] as [number, number];
  if (isRecording()) {
    const plain = isDepthwise ? tf.depthwiseConv2d<tf.Tensor4D> : tf.conv2d<tf.Tensor4D>;
    const y = plain(x, kernel, strides, pad, 'NHWC', dilations);
    return activate(bias ? tf.add(y, bias) : y, activation);
  }
  const fused = isDepthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  // explicit margins are missing in the type only
  const options = { x, filter: kernel, strides, pad: pad as never, dilations, activation };
  return fused(bias ? { ...options, bias } : options) as tf.Tensor4D;
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

export function activate(x: tf.Tensor4D, activation: Activation): tf.Tensor4D {
  if (activation === 'linear') return x;
  return activation === 'relu' ? tf.relu(x) : tf.relu6(x);
}
