import * as tf from '@tensorflow/tfjs-core';
import { explicitPadding } from './explicitPadding';
import { attributesOf, input4d, type KernelCall, type WasmKernel } from './wasmKernel';

/** What all four convolutions are told; the depthwise one may be told no dilations. */
type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad'> & Partial<tf.Conv2DAttrs>;

/** conv2d and depthwiseConv2d, fused with bias and activation or not: the backend's own, padded rightly. */
export const forwardConvolutions: readonly WasmKernel[] = [
  tf.Conv2D,
  tf.FusedConv2D,
  tf.DepthwiseConv2dNative,
  tf.FusedDepthwiseConv2D,
].map((kernelName) => ({
  kernelName,
  replaces: true,
  kernelFunc: (call, original) => original(paddedRightly(call)),
}));

/**
 * XNNPACK works out the padding 'same' by itself, as (outputs - 1)·stride + reach of the filter - size of the image,
 * unsigned: where the last window ends before the image does, that is not 0 but about 2³², and all windows lie
 * outside the image (unless the filter is 1x1, for which it does not ask). Padding in numbers is taken as it is.
 */
function paddedRightly(call: KernelCall): KernelCall {
  const { strides, pad, dilations } = attributesOf<Attributes>(call);
  if (pad !== 'same') return call;
  const info = tf.backend_util.computeConv2DInfo(
    input4d(call.inputs, 'x').shape,
    input4d(call.inputs, 'filter').shape,
    strides,
    dilations ?? 1,
    pad,
  );
  const { padInfo, outHeight, outWidth, inHeight, inWidth } = info;
  const rowsUsed = (outHeight - 1) * info.strideHeight + info.effectiveFilterHeight;
  const columnsUsed = (outWidth - 1) * info.strideWidth + info.effectiveFilterWidth;
  if (rowsUsed >= inHeight && columnsUsed >= inWidth) return call;
  const { top, bottom, left, right } = padInfo;
  return { ...call, attrs: { ...call.attrs, pad: explicitPadding([top, bottom], [left, right]) } };
}
