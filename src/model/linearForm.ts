import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Convolution,
  type Margins,
  noMargins,
  one,
  type PerAxis,
  span,
} from '../linear/convolution';
import type { DepthwiseConvolution, LinearOp } from '../linear/linearOp';
import { sameMargins } from '../linear/sameMargins';
import { normalised } from './forms/affineForm';
import type { Shape } from './graph';
import type { Layer } from './layer';
import { configOf, type LayerConfig, pairOf } from './layerConfig';
import { betweenGroups } from './layers/betweenGroups';

/** A layer, and what its linear ops depend on. */
export interface Reading {
  readonly layer: Layer;
  readonly config: LayerConfig;
  /** Rows and columns; a signal has one row, a row of numbers is one pixel. */
  readonly size: PerAxis<number | null>;
  /** Whether its inputs have rows and columns. */
  readonly isImage: boolean;
}

/** @param shape of the layer's input, [batch, rows, columns, channels], [batch, width, channels] or [batch, numbers] */
export function readingOf(layer: Layer, shape: Shape): Reading {
  const [, first = 1, second = 1] = shape.slice(0, -1);
  const isImage = shape.length === 4;
  return { layer, config: configOf(layer), size: isImage ? [first, second] : [1, first], isImage };
}

/** The linear part of a layer at inference, with its own weights; undefined where it has no such form. */
export type LinearForm = (reading: Reading) => LinearOp[] | undefined;

/** Of layers that leave values as they are. */
export const nothing: LinearForm = () => [];

/** Kernels of signals become those of images of one row. */
const asImage = (kernel: Tensor): Tensor4D =>
  (kernel.rank === 4 ? kernel : tf.expandDims(kernel, 0)) as Tensor4D;

/** Of Conv1D and Conv2D. */
export const convolution: LinearForm = ({ layer, config, size }) => {
  const [weights, bias] = layer.getWeights() as [Tensor, Tensor1D | undefined];
  const kernel = asImage(weights);
  const images = weights.rank === 4;
  const strides = pairOf(config.strides, images);
  const dilations = pairOf(config.dilationRate, images);
  const margins = marginsOf(config, size, span({ kernel, dilations }), strides);
  if (!margins) return undefined;
  return [{ kind: 'convolution', kernel, ...(bias && { bias }), strides, dilations, margins }];
};

/** Of GroupedConv2D. */
export const grouped: LinearForm = (reading) => {
  const ops = convolution(reading) as [Convolution] | undefined;
  const { groups = 1 } = reading.config;
  return ops?.map((op) => ({ ...op, kernel: betweenGroups(op.kernel, groups) }));
};

const depthwiseWith =
  (dilationsOf: (config: LayerConfig) => PerAxis): LinearForm =>
  ({ layer, config, size }) => {
    const [kernel, bias] = layer.getWeights() as [Tensor4D, Tensor1D | undefined];
    const strides = pairOf(config.strides, true);
    const dilations = dilationsOf(config);
    const margins = marginsOf(config, size, span({ kernel, dilations }), strides);
    if (!margins) return undefined;
    return [{ kind: 'depthwise', kernel, ...(bias && { bias }), strides, dilations, margins }];
  };

/** tf.js' DepthwiseConv2D has a dilation rate, but does not use it. */
export const depthwise = depthwiseWith(() => one);

/** Of DilatedDepthwiseConv2D. */
export const dilatedDepthwise = depthwiseWith(({ dilationRate }) => pairOf(dilationRate, true));

export const separable: LinearForm = ({ layer, config, size }) => {
  const [kernel, pointwise, bias] = layer.getWeights() as [Tensor4D, Tensor4D, Tensor1D?];
  const [strides, dilations] = [pairOf(config.strides, true), pairOf(config.dilationRate, true)];
  const margins = marginsOf(config, size, span({ kernel, dilations }), strides);
  if (!margins) return undefined;
  const mixing = { strides: one, dilations: one, margins: noMargins };
  return [
    { kind: 'depthwise', kernel, strides, dilations, margins },
    { kind: 'convolution', kernel: pointwise, ...(bias && { bias }), ...mixing },
  ];
};

/** Whether a batch normalisation is one of the last axis. */
export function normalisesChannels(layer: Layer): boolean {
  const { axis = -1 } = configOf(layer);
  const rank = layer.inputSpec?.[0]?.ndim;
  // Keras writes lists of one axis
  const [at, ...others] = [axis].flat() as [number, ...number[]];
  return others.length === 0 && (at === -1 || at + 1 === rank);
}

/** At inference a batch normalisation is a factor and a shift for every channel. */
export function normalisationOf(layer: Layer): DepthwiseConvolution | undefined {
  if (!normalisesChannels(layer)) return undefined;
  const { factor, shift } = normalised(layer);
  const kernel = tf.reshape(factor, [1, 1, factor.size, 1]) as Tensor4D;
  return {
    kind: 'depthwise',
    kernel,
    bias: shift,
    strides: one,
    dilations: one,
    margins: noMargins,
  };
}

/** Of average pooling. */
export const pooling: LinearForm = ({ config, size, isImage: images }) => {
  const pool = pairOf(config.poolSize, images);
  const strides = pairOf(config.strides, images);
  const margins = marginsOf(config, size, pool, strides);
  return margins && [{ kind: 'pooling', size: pool, strides, margins }];
};

export const globalPooling: LinearForm = ({ size: [rows, columns] }) => {
  if (rows === null || columns === null) return undefined;
  return [{ kind: 'pooling', size: [rows, columns], strides: one, margins: noMargins }];
};

/** The zeros that tf.js adds; where it adds one more on one side, after. */
function marginsOf(
  { padding }: LayerConfig,
  size: PerAxis<number | null>,
  spans: PerAxis,
  strides: PerAxis,
): PerAxis<Margins> | undefined {
  if (padding === 'causal')
    return [
      [0, 0],
      [spans[1] - 1, 0],
    ];
  return padding === 'same' ? sameMargins(size, spans, strides) : noMargins;
}

/** A dense layer as a convolution of single pixels. */
export const dense: LinearForm = ({ layer }) => {
  const [weights, bias] = layer.getWeights() as [Tensor2D, Tensor1D | undefined];
  const kernel = tf.reshape<tf.Rank.R4>(weights, [1, 1, ...weights.shape]);
  const where = { strides: one, dilations: one, margins: noMargins };
  return [{ kind: 'convolution', kernel, ...(bias && { bias }), ...where }];
};

export const normalization: LinearForm = ({ layer }) => {
  const op = normalisationOf(layer);
  return op && [op];
};

export const zeroPadding: LinearForm = ({ config }) => [
  { kind: 'padding', margins: config.padding as PerAxis<Margins> },
];

/** Of Conv2DTranspose, the convolution of its outputs whose adjoint it is, without the bias: kernel [rows, columns, out, in]. */
export const transposed: LinearForm = ({ layer, config, size }) => {
  const [kernel] = layer.getWeights() as [Tensor4D];
  const strides = pairOf(config.strides, true);
  const spans = [kernel.shape[0], kernel.shape[1]] as const;
  const out = ([0, 1] as const).map((axis) =>
    transposedLength(size[axis], config.padding, { size: spans[axis], stride: strides[axis] }),
  ) as [number | null, number | null];
  const margins = marginsOf(config, out, spans, strides);
  return margins && [{ kind: 'convolution', kernel, strides, dilations: one, margins }];
};

/** What a transposed convolution makes of so many values along an axis. */
export function transposedLength<N extends number | null>(
  length: N,
  padding: unknown,
  { size, stride }: { size: number; stride: number },
): N {
  if (length === null) return length;
  return (length * stride + (padding === 'same' ? 0 : Math.max(size - stride, 0))) as N;
}
