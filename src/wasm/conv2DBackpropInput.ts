import * as tf from '@tensorflow/tfjs-core';
import { cropForPadding, type Margin } from './explicitPadding';
import { attributesOf, input4d, type WasmKernel } from './wasmKernel';

type Attributes = tf.Conv2DBackpropInputAttrs & { dilations?: [number, number] | number };

/** ∂loss/∂x [batch, height, width, inChannels] of a conv2d, from dy and the filter (NHWC). */
export const conv2DBackpropInput: WasmKernel = {
  kernelName: tf.Conv2DBackpropInput,
  replaces: true,
  kernelFunc: (call, original) => {
    const { inputShape, strides, pad, dataFormat, dilations, dimRoundingMode } =
      attributesOf<Attributes>(call);
    if (dataFormat === 'NCHW') return original(call);
    const dy = input4d(call.inputs, 'dy');
    const filter = input4d(call.inputs, 'filter');
    const info = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
    );
    return tf.tidy(() => inputGradient(dy, filter, info));
  },
};

/** One axis of the transposed convolution, split by the remainder of u = input index + padding, modulo the stride. */
interface Phases {
  /** Taps of the filter of one phase. */
  readonly taps: number;
  /** Rows that one phase gives. */
  readonly count: number;
  readonly margin: Margin;
  /** Index of the first input row among the interleaved phases. */
  readonly first: number;
}

function phases(
  stride: number,
  dilation: number,
  filterSize: number,
  outSize: number,
  inSize: number,
  pad: number,
): Phases {
  const taps = Math.ceil(filterSize / stride);
  const first = pad % stride;
  const count = Math.ceil((first + inSize) / stride);
  const skipped = Math.floor(pad / stride);
  return {
    taps,
    count,
    first,
    margin: [(taps - 1) * dilation - skipped, count - outSize + skipped],
  };
}

/**
 * Row u = stride·a + r of the padded input meets outputs a - b through taps stride·b + r: for each remainder r
 * a plain convolution of dy with every stride-th tap, flipped. All remainders at once are the channels of one
 * convolution, which are then interleaved.
 */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
  const { strideHeight: sh, strideWidth: sw, dilationHeight: dh, dilationWidth: dw } = info;
  const { inHeight, inWidth, padInfo } = info;
  const [, outHeight, outWidth] = dy.shape;
  const y = phases(sh, dh, info.filterHeight, outHeight, inHeight, padInfo.top);
  const x = phases(sw, dw, info.filterWidth, outWidth, inWidth, padInfo.left);
  const { cropped, padding } = cropForPadding(dy, y.margin, x.margin);
  const phased = phaseFilter(filter, [y.taps, sh], [x.taps, sw]);
  const all = tf.conv2d(cropped, phased, 1, padding, 'NHWC', [dh, dw]);
  if (sh === 1 && sw === 1) return all;
  const [batch, , , channels] = info.inShape;
  const rows = tf.reshape(all, [batch * y.count, x.count, sh, sw * channels]);
  const image: tf.Tensor4D = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [
    batch,
    y.count * sh,
    x.count * sw,
    channels,
  ]);
  return tf.slice(image, [0, y.first, x.first, 0], info.inShape);
}

/** Filter [kh, kw, in, out] -> [taps_y, taps_x, out, stride_y·stride_x·in], flipped along the taps. */
function phaseFilter(
  filter: tf.Tensor4D,
  [tapsY, strideY]: readonly [number, number],
  [tapsX, strideX]: readonly [number, number],
): tf.Tensor4D {
  const [kh, kw, channels, outChannels] = filter.shape;
  const padded = tf.pad(filter, [
    [0, tapsY * strideY - kh],
    [0, tapsX * strideX - kw],
    [0, 0],
    [0, 0],
  ]);
  const split = tf.reshape(padded, [tapsY, strideY, tapsX, strideX, channels, outChannels]);
  return tf.reshape(tf.transpose(tf.reverse(split, [0, 2]), [0, 2, 5, 1, 3, 4]), [
    tapsY,
    tapsX,
    outChannels,
    strideY * strideX * channels,
  ]);
}
