import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Margins, noMargins, one, type PerAxis, span } from '../linear/convolution';
import type { LinearMap } from '../linear/linearOp';
import { classNameOf } from './classNameOf';
import type { Layer } from './graph';
import { builtInActivationOf } from './logits';

/** The shape of a value in a model; null where it is not known. */
export type Shape = readonly (number | null)[];

/** What a layer does at inference: linear maps, then an activation. */
export interface LayerMaps {
  readonly maps: readonly LinearMap[];
  /** As tf.js names it; 'linear' for none. */
  readonly activation: string;
  /** Whether rows and columns, of which one is left of each, go. */
  readonly flattens: boolean;
}

/**
 * A layer as linear maps of images or signals, with its own weights; undefined for all that is not linear or not
 * known: other layers, channels first, strided 'same' padding of images of unknown size.
 *
 * @param shape of the layer's input, [batch, rows, columns, channels] or [batch, width, channels]
 */
export function readLayer(layer: Layer, shape: Shape): LayerMaps | undefined {
  if (shape.length !== 3 && shape.length !== 4) return undefined;
  const name = classNameOf(layer);
  const read = readers[name];
  if (!read || !builtInActivationOf(layer)) return undefined;
  const config = layer.getConfig() as unknown as Config;
  if (config.dataFormat === 'channelsFirst' || config.padding === 'causal') return undefined;
  const maps = read({ layer, config, size: sizeOf(shape) });
  if (!maps) return undefined;
  const activation = name === 'ReLU' ? reluOf(config) : builtInActivationOf(layer);
  if (activation === undefined) return undefined;
  return { maps, activation, flattens: name.startsWith('Global') };
}

interface Config {
  readonly strides?: number | number[];
  readonly dilationRate?: number | number[];
  readonly padding?: 'same' | 'valid' | 'causal' | PerAxis<Margins>;
  readonly dataFormat?: string;
  readonly poolSize?: number | number[];
  readonly axis?: number | number[];
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
  readonly maxValue?: number | null;
}

interface Reading {
  readonly layer: Layer;
  readonly config: Config;
  /** Rows and columns; a signal has one row. */
  readonly size: PerAxis<number | null>;
}

type Reader = (reading: Reading) => LinearMap[] | undefined;

const nothing: Reader = () => [];

const listed = (map: LinearMap | undefined): LinearMap[] | undefined => map && [map];

const readers: Readonly<Record<string, Reader>> = {
  Conv1D: readConvolution,
  Conv2D: readConvolution,
  DepthwiseConv2D: readDepthwise,
  SeparableConv2D: readSeparable,
  BatchNormalization: ({ layer }) => listed(normalizationOf(layer)),
  AveragePooling1D: readPooling,
  AveragePooling2D: readPooling,
  GlobalAveragePooling1D: readGlobalPooling,
  GlobalAveragePooling2D: readGlobalPooling,
  ZeroPadding2D: ({ config }) => [{ kind: 'padding', margins: config.padding as PerAxis<Margins> }],
  Activation: nothing,
  ReLU: nothing,
  Dropout: nothing,
  SpatialDropout1D: nothing,
  GaussianDropout: nothing,
  GaussianNoise: nothing,
  AlphaDropout: nothing,
};

const reluOf = ({ maxValue }: Config): string | undefined => {
  if (maxValue === undefined || maxValue === null) return 'relu';
  return maxValue === 6 ? 'relu6' : undefined;
};

function sizeOf(shape: Shape): PerAxis<number | null> {
  return shape.length === 4
    ? [shape[1] as number | null, shape[2] as number | null]
    : [1, shape[1] as number | null];
}

/** Kernels of signals become those of images of one row. */
const asImage = (kernel: Tensor): Tensor4D =>
  (kernel.rank === 4 ? kernel : tf.expandDims(kernel, 0)) as Tensor4D;

function readConvolution({ layer, config, size }: Reading): LinearMap[] | undefined {
  const [weights, bias] = layer.getWeights() as [Tensor, Tensor1D | undefined];
  const kernel = asImage(weights);
  const images = weights.rank === 4;
  const strides = pairOf(config.strides, images);
  const dilations = pairOf(config.dilationRate, images);
  const margins = marginsOf(config, size, span({ kernel, dilations }), strides);
  if (!margins) return undefined;
  return [{ kind: 'convolution', kernel, ...(bias && { bias }), strides, dilations, margins }];
}

/** One number counts for both axes of images, but only for the width of signals. */
export const pairOf = (value: number | number[] | undefined, images: boolean): PerAxis => {
  const list = [value ?? 1].flat();
  const last = list.at(-1) as number;
  return images ? [list[0] as number, last] : [1, last];
};

/** tf.js' DepthwiseConv2D has a dilation rate, but does not use it. */
function readDepthwise({ layer, config, size }: Reading): LinearMap[] | undefined {
  const [kernel, bias] = layer.getWeights() as [Tensor4D, Tensor1D | undefined];
  const strides = pairOf(config.strides, true);
  const margins = marginsOf(config, size, [kernel.shape[0], kernel.shape[1]], strides);
  if (!margins) return undefined;
  return [{ kind: 'depthwise', kernel, ...(bias && { bias }), strides, dilations: one, margins }];
}

function readSeparable({ layer, config, size }: Reading): LinearMap[] | undefined {
  const [kernel, pointwise, bias] = layer.getWeights() as [Tensor4D, Tensor4D, Tensor1D?];
  const [strides, dilations] = [pairOf(config.strides, true), pairOf(config.dilationRate, true)];
  const margins = marginsOf(config, size, span({ kernel, dilations }), strides);
  if (!margins) return undefined;
  const mixing = { strides: one, dilations: one, margins: noMargins };
  return [
    { kind: 'depthwise', kernel, strides, dilations, margins },
    { kind: 'convolution', kernel: pointwise, ...(bias && { bias }), ...mixing },
  ];
}

/** Whether a batch normalisation is one of the last axis. */
export function normalizesChannels(layer: Layer): boolean {
  const { axis = -1 } = layer.getConfig() as Config;
  const rank = layer.inputSpec?.[0]?.ndim;
  // Keras writes lists of one axis
  const [at, ...others] = [axis].flat() as [number, ...number[]];
  return others.length === 0 && (at === -1 || at + 1 === rank);
}

/** At inference a batch normalisation is a factor and a shift for every channel. */
export function normalizationOf(layer: Layer): LinearMap | undefined {
  if (!normalizesChannels(layer)) return undefined;
  const { epsilon = 1e-3, center = true, scale = true } = layer.getConfig() as Config;
  const weights = layer.getWeights() as Tensor1D[];
  const gamma = scale ? weights[0] : undefined;
  const beta = center ? weights[scale ? 1 : 0] : undefined;
  const [mean, variance] = weights.slice(-2) as [Tensor1D, Tensor1D];
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  const factor = tf.div(gamma ?? tf.onesLike(deviation), deviation);
  const shift = tf.neg(tf.mul(mean, factor));
  return scaling(factor as Tensor1D, (beta ? tf.add(beta, shift) : shift) as Tensor1D);
}

/** x·factor + shift, channel by channel. */
export function scaling(factor: Tensor1D, shift: Tensor1D): LinearMap {
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

function readPooling({ layer, config, size }: Reading): LinearMap[] | undefined {
  const images = layer.getClassName().endsWith('2D');
  const pool = pairOf(config.poolSize, images);
  const strides = pairOf(config.strides, images);
  const margins = marginsOf(config, size, pool, strides);
  return margins && [{ kind: 'pooling', size: pool, strides, margins }];
}

function readGlobalPooling({ size }: Reading): LinearMap[] | undefined {
  const [rows, columns] = size;
  if (rows === null || columns === null) return undefined;
  return [{ kind: 'pooling', size: [rows, columns], strides: one, margins: noMargins }];
}

/** The zeros that tf.js adds; where it adds one more on one side, after. */
function marginsOf(
  { padding }: Config,
  size: PerAxis<number | null>,
  spans: PerAxis,
  strides: PerAxis,
): PerAxis<Margins> | undefined {
  return padding === 'same' ? sameMargins(size, spans, strides) : noMargins;
}

/** Those of padding 'same'; undefined for strides on images of unknown size. */
export function sameMargins(
  size: PerAxis<number | null>,
  spans: PerAxis,
  strides: PerAxis,
): PerAxis<Margins> | undefined {
  const totals = ([0, 1] as const).map((axis) => {
    const [n, stride, seen] = [size[axis], strides[axis], spans[axis]];
    if (stride === 1) return seen - 1;
    return n === null ? undefined : Math.max((Math.ceil(n / stride) - 1) * stride + seen - n, 0);
  });
  if (totals.includes(undefined)) return undefined;
  return totals.map((total = 0) => [Math.floor(total / 2), Math.ceil(total / 2)]) as never;
}
