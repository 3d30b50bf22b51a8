import * as tf from '@tensorflow/tfjs-core';
import { spread } from '../internal/spread';
import { cropForPadding } from './explicitPadding';
import { attributesOf, input4d, type WasmKernel } from './wasmKernel';

/** ∂loss/∂filter [kh, kw, channels, multiplier] of a depthwiseConv2d, from x and dy (NHWC). */
export const depthwiseBackpropFilter: WasmKernel = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  replaces: false,
  kernelFunc: (call) => {
    const x = input4d(call.inputs, 'x');
    const dy = input4d(call.inputs, 'dy');
    const { filterShape, strides, dilations, pad, dimRoundingMode } =
      attributesOf<tf.DepthwiseConv2dNativeBackpropFilterAttrs>(call);
    const info = tf.backend_util.computeConv2DInfo(
      x.shape,
      filterShape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    return tf.tidy(() => tf.reshape(filterGradient(x, dy, info), filterShape));
  },
};

/**
 * Filter tap i is the sum of x[p·stride + i·dilation - padTop]·dy[p] over the batch and all outputs p: dy spread out
 * by the stride, times the part of x that the tap sees, summed by columns. Result [taps, channels·multiplier].
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor2D {
  const { padInfo, filterHeight, filterWidth, inChannels } = info;
  const apart = spread(dy, info.strideHeight, info.strideWidth);
  const [batch, height, width, outChannels] = apart.shape;
  const rowsUsed = (filterHeight - 1) * info.dilationHeight + height;
  const columnsUsed = (filterWidth - 1) * info.dilationWidth + width;
  const { cropped, padding } = cropForPadding(
    x,
    [padInfo.top, rowsUsed - info.inHeight - padInfo.top],
    [padInfo.left, columnsUsed - info.inWidth - padInfo.left],
  );
  const padded = tf.pad(cropped, padding);
  const multiplier = outChannels / inChannels;
  const factor = tf.reshape(apart, [-1, inChannels, multiplier]);
  const gradientOf = (tap: number) => {
    const row = Math.floor(tap / filterWidth) * info.dilationHeight;
    const column = (tap % filterWidth) * info.dilationWidth;
    const seen = tf.slice(padded, [0, row, column, 0], [batch, height, width, inChannels]);
    const products = tf.mul(tf.reshape(seen, [-1, inChannels, 1]), factor);
    return tf.sum<tf.Tensor2D>(tf.reshape(products, [-1, outChannels]), 0, true);
  };
  // one after the other: each makes copies of the image
  const taps = Array.from({ length: filterHeight * filterWidth }, (_, tap) =>
    tf.tidy(() => gradientOf(tap)),
  );
  return tf.concat(taps, 0);
}
