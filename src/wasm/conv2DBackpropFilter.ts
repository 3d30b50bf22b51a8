import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { cropForPadding, type Margin } from './explicitPadding';
import { attributesOf, input4d, type WasmKernel } from './wasmKernel';

type Attributes = tf.Conv2DBackpropFilterAttrs & { dilations?: [number, number] | number };

/** ∂loss/∂filter [kh, kw, inChannels, outChannels] of a conv2d, from x and dy [batch, …] (NHWC). */
export const conv2DBackpropFilter: WasmKernel = {
  kernelName: tf.Conv2DBackpropFilter,
  replaces: false,
  kernelFunc: (call) => {
    const x = input4d(call.inputs, 'x');
    const dy = input4d(call.inputs, 'dy');
    const { filterShape, strides, pad, dataFormat, dilations, dimRoundingMode } =
      attributesOf<Attributes>(call);
    check(
      dataFormat !== 'NCHW',
      `dataFormat must be NHWC on the wasm backend, but it is ${dataFormat}`,
    );
    const info = tf.backend_util.computeConv2DInfo(
      x.shape,
      filterShape,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
    );
    return tf.tidy(() => filterGradient(x, dy, info));
  },
};

/**
 * Filter tap i sums x[p·stride + i·dilation - padTop]·dy[p] over the batch and all outputs p: a convolution of x
 * whose channels are the batch, whose batch are the channels, whose kernel is dy, with stride and dilation
 * changing places.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
  const { padInfo, filterHeight, filterWidth } = info;
  const [, outHeight, outWidth] = dy.shape;
  const reach = (taps: number, dilation: number, outputs: number, stride: number) =>
    (taps - 1) * dilation + (outputs - 1) * stride + 1;
  const rowsUsed = reach(filterHeight, info.dilationHeight, outHeight, info.strideHeight);
  const columnsUsed = reach(filterWidth, info.dilationWidth, outWidth, info.strideWidth);
  const rows: Margin = [padInfo.top, rowsUsed - info.inHeight - padInfo.top];
  const columns: Margin = [padInfo.left, columnsUsed - info.inWidth - padInfo.left];
  const { cropped, padding } = cropForPadding(x, rows, columns);
  const gradient = tf.conv2d(
    tf.transpose(cropped, [3, 1, 2, 0]),
    tf.transpose(dy, [1, 2, 0, 3]),
    [info.dilationHeight, info.dilationWidth],
    padding,
    'NHWC',
    [info.strideHeight, info.strideWidth],
  );
  return tf.transpose(gradient, [1, 2, 0, 3]);
}
