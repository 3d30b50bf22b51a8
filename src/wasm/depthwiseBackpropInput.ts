import * as tf from '@tensorflow/tfjs-core';
import { flipTaps } from '../internal/flipTaps';
import { spread } from '../internal/spread';
import { cropForPadding, type Margin } from './explicitPadding';
import { attributesOf, input4d, type WasmKernel } from './wasmKernel';

/** ∂loss/∂x [batch, height, width, channels] of a depthwiseConv2d, from dy and the filter (NHWC). */
export const depthwiseBackpropInput: WasmKernel = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  replaces: false,
  kernelFunc: (call) => {
    const dy = input4d(call.inputs, 'dy');
    const filter = input4d(call.inputs, 'filter');
    const { inputShape, strides, dilations, pad, dimRoundingMode } =
      attributesOf<tf.DepthwiseConv2dNativeBackpropInputAttrs>(call);
    const info = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    return tf.tidy(() => inputGradient(dy, filter, info));
  },
};

/** The depthwise convolution of dy, spread out by the stride, with the flipped filter, summed over the multiplier. */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
  const { inHeight, inWidth, padInfo, dilationHeight: dh, dilationWidth: dw } = info;
  const [kh, kw, channels, multiplier] = filter.shape;
  const margin = (reach: number, pad: number, size: number, spreadSize: number): Margin => [
    reach - pad,
    size + pad - spreadSize,
  ];
  const apart = spread(dy, info.strideHeight, info.strideWidth);
  const [, height, width] = apart.shape;
  const { cropped, padding } = cropForPadding(
    apart,
    margin((kh - 1) * dh, padInfo.top, inHeight, height),
    margin((kw - 1) * dw, padInfo.left, inWidth, width),
  );
  const flipped: tf.Tensor4D = tf.reshape(flipTaps(filter), [kh, kw, channels * multiplier, 1]);
  const each: tf.Tensor4D = tf.depthwiseConv2d(cropped, flipped, 1, padding, 'NHWC', [dh, dw]);
  if (multiplier === 1) return each;
  return tf.reshape(tf.sum(tf.reshape(each, [-1, multiplier]), 1), info.inShape);
}
