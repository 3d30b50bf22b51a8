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

/** The x that taps meet, with the zeros around it. */
interface Seen {
  readonly cropped: tf.Tensor4D;
  readonly padding: tf.backend_util.ExplicitPadding;
}

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
  const seen = cropForPadding(x, rows, columns);
  const isUnstrided = info.strideHeight * info.strideWidth === 1;
  const isDense = isUnstrided && rowsUsed * columnsUsed <= MOST_PLACES * outHeight * outWidth;
  const isByShifts = isDense && info.inChannels * info.outChannels >= LEAST_WEIGHTS;
  return isByShifts ? byShifts(seen, dy, info) : byConvolution(seen, dy, info);
}

/** Beyond so many places of x for each output, and below so many weights of a tap, the convolution is faster. */
const MOST_PLACES = 1.5;
const LEAST_WEIGHTS = 2 ** 12;

/** Places that are multiplied at once: what meets in a product stays in the cache. */
const AT_ONCE = 2048;

/**
 * Filter tap i sums x[p + i·dilation - padTop]·dy[p] over all places p of padded images, one after the other, where dy is zero
 * at places that give no output: a product of matrices, whose rows are x from as many places on as the tap lies from the
 * first.
 */
function byShifts(
  { cropped, padding }: Seen,
  dy: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
  const x = tf.pad(cropped, padding);
  const [, height, width, channels] = x.shape;
  const [, outHeight, outWidth, outputs] = dy.shape;
  const { filterHeight, filterWidth, dilationHeight, dilationWidth } = info;
  const shifts = Array.from({ length: filterHeight * filterWidth }, (_, tap) => {
    const row = Math.floor(tap / filterWidth);
    return row * dilationHeight * width + (tap % filterWidth) * dilationWidth;
  });
  const places = x.size / channels - (shifts.at(-1) as number);
  const lines: tf.Tensor2D = tf.transpose(tf.reshape(x, [-1, channels]));
  const atPlaces = tf.pad(dy, [
    [0, 0],
    [0, height - outHeight],
    [0, width - outWidth],
    [0, 0],
  ]);
  const dys: tf.Tensor2D = tf.reshape(atPlaces, [-1, outputs]);
  let sum: tf.Tensor = tf.zeros([shifts.length * channels, outputs]);
  for (let first = 0; first < places; first += AT_ONCE) {
    const before = sum;
    const count = Math.min(AT_ONCE, places - first);
    sum = tf.tidy(() => {
      const left = shifts.map((shift) => tf.slice(lines, [0, shift + first], [-1, count]));
      const product = tf.matMul(tf.concat(left), tf.slice(dys, first, count));
      return tf.add(before, product);
    });
    before.dispose();
  }
  return tf.reshape(sum, [filterHeight, filterWidth, channels, outputs]);
}

/**
 * The same sum as a convolution of x whose channels are the batch, whose batch are the channels, whose kernel is dy, with
 * stride and dilation changing places.
 */
function byConvolution(
  { cropped, padding }: Seen,
  dy: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
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
