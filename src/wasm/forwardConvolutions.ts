import * as tf from '@tensorflow/tfjs-core';
import { fitsAtOnce, inParts, type Sizes } from '../internal/convolutionParts';
import { explicitPadding, type Margin } from './explicitPadding';
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
  kernelFunc: (call, original) => {
    const { dataFormat } = attributesOf<Attributes>(call);
    const sizes = dataFormat === 'NCHW' ? undefined : sizesOf(call);
    return !sizes || fitsAtOnce(sizes)
      ? original(paddedRightly(call))
      : tf.tidy(() => computedInParts(kernelName, call, sizes));
  },
}));

/** By the same kernel, some outputs at a time. */
function computedInParts(kernelName: string, { inputs, attrs }: KernelCall, sizes: Sizes & Pads) {
  const { rows, columns } = sizes;
  const padded = tf.pad(input4d(inputs, 'x'), explicitPadding(rows, columns));
  const convolve = (x: tf.Tensor4D): tf.Tensor4D => {
    const own = { ...attrs, pad: 'valid' } as tf.NamedAttrMap;
    return tf.engine().runKernel(kernelName, { ...inputs, x } as tf.NamedTensorMap, own);
  };
  return inParts(padded, sizes, convolve);
}

interface Pads {
  readonly rows: Margin;
  readonly columns: Margin;
}

function sizesOf(call: KernelCall): Sizes & Pads {
  const { padInfo, ...info } = infoOf(call);
  return {
    outputs: [info.outHeight, info.outWidth],
    spans: [info.effectiveFilterHeight, info.effectiveFilterWidth],
    strides: [info.strideHeight, info.strideWidth],
    taps: info.filterHeight * info.filterWidth,
    rows: [padInfo.top, padInfo.bottom],
    columns: [padInfo.left, padInfo.right],
  };
}

type Shape4d = [number, number, number, number];

const shape4d = ({ inputs }: KernelCall, name: 'x' | 'filter'): Shape4d =>
  (inputs[name] as tf.TensorInfo).shape as Shape4d;

function infoOf(call: KernelCall): tf.backend_util.Conv2DInfo {
  const { strides, pad, dilations, dimRoundingMode } = attributesOf<Attributes>(call);
  return tf.backend_util.computeConv2DInfo(
    shape4d(call, 'x'),
    shape4d(call, 'filter'),
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
}

/**
 * XNNPACK works out the padding 'same' by itself, as (outputs - 1)·stride + reach of the filter - size of the image,
 * unsigned: where the last window ends before the image does, that is not 0 but about 2³², and all windows lie
 * outside the image (unless the filter is 1x1, for which it does not ask). Padding in numbers is taken as it is.
 */
function paddedRightly(call: KernelCall): KernelCall {
  if (attributesOf<Attributes>(call).pad !== 'same') return call;
  const info = infoOf(call);
  const { padInfo, outHeight, outWidth, inHeight, inWidth } = info;
  const rowsUsed = (outHeight - 1) * info.strideHeight + info.effectiveFilterHeight;
  const columnsUsed = (outWidth - 1) * info.strideWidth + info.effectiveFilterWidth;
  if (rowsUsed >= inHeight && columnsUsed >= inWidth) return call;
  const { top, bottom, left, right } = padInfo;
  return { ...call, attrs: { ...call.attrs, pad: explicitPadding([top, bottom], [left, right]) } };
}
