import * as tf from '@tensorflow/tfjs-core';
import { keptWith } from '../internal/keptWith';
import { cropForPadding, type Margin } from './explicitPadding';
import { transposeMatrix } from './transposeMatrix';
import {
  attributesOf,
  floatView,
  type HeapBackend,
  heapOf,
  input4d,
  type KernelCall,
  type WasmKernel,
} from './wasmKernel';

type Attributes = tf.Conv2DBackpropInputAttrs & { dilations?: [number, number] | number };

/** ∂loss/∂x [batch, height, width, inChannels] of a conv2d, from dy and the filter (NHWC). */
export const conv2DBackpropInput: WasmKernel = {
  kernelName: tf.Conv2DBackpropInput,
  replaces: true,
  kernelFunc: (call, original) => {
    const { inputShape, strides, pad, dataFormat, dilations, dimRoundingMode } =
      attributesOf<Attributes>(call);
    if (dataFormat === 'NCHW') return original(call);
    const filter = input4d(call.inputs, 'filter');
    const info = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
    );
    return tf.tidy(() => inputGradient(call, filter, info));
  },
};

/**
 * One axis of the transposed convolution. Input i lies at stride·a + remainder of the padded input: those of one remainder are
 * a plain convolution of dy with every stride-th tap, flipped.
 */
interface Phase {
  readonly remainder: number;
  /** Taps of the filter that meet these inputs. */
  readonly taps: number;
  /** How far dy goes beyond what there is of it. */
  readonly margin: Margin;
  /** The first of these inputs, and how many they are. */
  readonly first: number;
  readonly count: number;
}

interface Axis {
  readonly stride: number;
  readonly dilation: number;
  readonly taps: number;
  readonly pad: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Only remainders that taps meet and inputs have: of the others nothing comes back. */
function phasesOf({ stride, dilation, taps, pad, inputs, outputs }: Axis): Phase[] {
  const remainders = Array.from({ length: Math.min(stride, taps) }, (_, r) => r);
  return remainders
    .map((remainder): Phase => {
      const own = Math.ceil((taps - remainder) / stride);
      const first = Math.ceil((pad - remainder) / stride);
      const last = Math.floor((inputs - 1 + pad - remainder) / stride);
      return {
        ...{ remainder, taps: own, count: last - first + 1 },
        first: stride * first + remainder - pad,
        margin: [(own - 1) * dilation - first, last - outputs + 1],
      };
    })
    .filter(({ count }) => count > 0);
}

function inputGradient(
  call: KernelCall,
  filter: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor {
  const heap = heapOf(call);
  const dy = input4d(call.inputs, 'dy');
  const { strideHeight, strideWidth, padInfo } = info;
  const rows = phasesOf({
    ...{ stride: strideHeight, dilation: info.dilationHeight, taps: info.filterHeight },
    ...{ pad: padInfo.top, inputs: info.inHeight, outputs: dy.shape[1] },
  });
  const columns = phasesOf({
    ...{ stride: strideWidth, dilation: info.dilationWidth, taps: info.filterWidth },
    ...{ pad: padInfo.left, inputs: info.inWidth, outputs: dy.shape[2] },
  });
  const phases = rows.flatMap((y) => columns.map((x) => ({ y, x })));
  const filters = keptWith([filter], `gradient ${phases.map(nameOf)}`, () =>
    phases.map((phase) => phaseFilter(heap, filter, phase, [strideHeight, strideWidth])),
  );
  const parts = phases.map(({ y, x }, i) =>
    convolve(
      dy,
      filters[i] as tf.Tensor4D,
      [y.margin, x.margin],
      [info.dilationHeight, info.dilationWidth],
    ),
  );
  const [whole] = parts;
  if (strideHeight === 1 && strideWidth === 1 && whole) return whole;
  const out = tf.zeros<tf.Rank.R4>(info.inShape);
  for (const [i, { y, x }] of phases.entries())
    interleave(heap, parts[i] as tf.Tensor, out, [y.first, x.first], [strideHeight, strideWidth]);
  return out;
}

interface Place {
  readonly y: Phase;
  readonly x: Phase;
}

const nameOf = ({ y, x }: Place): string => `${y.remainder}:${y.taps}x${x.remainder}:${x.taps}`;

/** Filter [kh, kw, in, out] -> [taps_y, taps_x, out, in]: the taps of one phase, the last one first. */
function phaseFilter(
  heap: HeapBackend,
  filter: tf.Tensor4D,
  { y, x }: Place,
  [strideY, strideX]: readonly [number, number],
): tf.Tensor {
  const [, across, inputs, outputs] = filter.shape;
  const made = tf.zeros([y.taps, x.taps, outputs, inputs]);
  const [from, to] = [floatView(heap, filter), floatView(heap, made)];
  const size = inputs * outputs;
  for (let t = 0; t < y.taps * x.taps; t++) {
    const row = strideY * (y.taps - 1 - Math.floor(t / x.taps)) + y.remainder;
    const column = strideX * (x.taps - 1 - (t % x.taps)) + x.remainder;
    const at = (row * across + column) * size;
    transposeMatrix(from.subarray(at, at + size), to.subarray(t * size, (t + 1) * size), [
      inputs,
      outputs,
    ]);
  }
  return made;
}

function convolve(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  [rows, columns]: readonly [Margin, Margin],
  dilations: [number, number],
): tf.Tensor {
  const { cropped, padding } = cropForPadding(dy, rows, columns);
  return tf.conv2d(cropped, filter, 1, padding, 'NHWC', dilations);
}

/** Pixels of a part to every stride-th place of an image, from `first` on. */
function interleave(
  heap: HeapBackend,
  part: tf.TensorInfo,
  image: tf.Tensor4D,
  [top, left]: readonly [number, number],
  [strideY, strideX]: readonly [number, number],
): void {
  const [batch, rows, columns, channels] = part.shape as [number, number, number, number];
  const [, height, width] = image.shape as [number, number, number, number];
  const [from, to] = [floatView(heap, part), floatView(heap, image)];
  const step = strideX * channels;
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let r = 0; r < rows; r++) {
      let place = ((b * height + top + strideY * r) * width + left) * channels;
      for (let c = 0; c < columns; c++, at += channels, place += step) {
        for (let i = 0; i < channels; i++) to[place + i] = from[at + i] as number;
      }
    }
  }
}
