import { masked, parametric, thresholded } from './forms/activationForms';
import {
  groupStandardised,
  normalisedAlongAxis,
  rescaled,
  scaledToUnit,
  standardised,
} from './forms/affineForm';
import { onChannelsLast, type SingleForm, single } from './forms/gradientForm';
import { joined, ofOneShape, split, summed } from './forms/joiningForms';
import { byAdjoint, byOps, multiplied } from './forms/linearForms';
import { batchNormalized, layerNormalized } from './forms/normalizationForms';
import { largest, maxPooled, meanPooled, toLargest } from './forms/poolingForms';
import { centred, halfPixelResized, resized, upSampled } from './forms/resamplingForms';
import { atEachTime, convolvedInTime } from './forms/timeForms';
import { convolvedVolume, transposedVolume } from './forms/volumeForms';
import type { Call, Shape } from './graph';
import { classNameOf, type Layer } from './layer';
import { configOf, type LayerConfig } from './layerConfig';
import type { LayerKind, RelevanceKind } from './layerKind';
import {
  convolution,
  dense,
  depthwise,
  dilatedDepthwise,
  globalPooling,
  grouped,
  normalization,
  nothing,
  pooling,
  separable,
  transposed,
  zeroPadding,
} from './linearForm';

const weighted = { relevance: 'rule', weights: 'convolution' } as const;
const recurrent = { relevance: 'recurrent', weights: 'dense', mask: 'read' } as const;
const atTraining = {
  linear: nothing,
  relevance: 'order',
  bounds: 'kept',
  keepsOrder: true,
  moves: true,
} as const;
const elementwise = { relevance: 'order', isActivation: true } as const;
const bent = { ...elementwise, channelwise: true } as const;
const reshaping = { relevance: 'order', bounds: 'kept', keepsOrder: true, moves: true } as const;
const moving = { relevance: 'gradient', bounds: 'kept' } as const;
const rearranging = { ...moving, moves: true } as const;
const resampling = { ...moving, channelwise: true } as const;
const maximum = {
  ...resampling,
  gradient: onChannelsLast(maxPooled),
  pullBack: toLargest,
} as const;
const averaging = { relevance: 'means', bounds: 'kept', channelwise: true } as const;
const largestOf = { ...resampling, gradient: onChannelsLast(largest), flattens: true } as const;
const instead = (form: SingleForm) =>
  ({ gradient: onChannelsLast(form), isWrongInTfjs: true }) as const;
const ofIndices = 'its inputs are indices';

/** Nearest neighbours are moved; between others, values are means. */
const interpolated = ({ interpolation }: LayerConfig): RelevanceKind =>
  interpolation === 'bilinear' ? 'contributions' : 'gradient';

/** tf.js enlarges images that are smaller than what is to be cut out. */
const cropped = (
  { height = 0, width = 0 }: LayerConfig,
  [, rows, columns]: Shape,
): RelevanceKind => (height > (rows ?? 0) || width > (columns ?? 0) ? 'contributions' : 'gradient');

const reluOf = ({ maxValue }: LayerConfig): string | undefined => {
  if (maxValue === undefined || maxValue === null) return 'relu';
  return maxValue === 6 ? 'relu6' : undefined;
};

/** Every layer class of tf.js, and those of Keras and of graph models that this library adds. Supporting a new one is a row. */
export const layerKinds: Readonly<Record<string, LayerKind>> = {
  InputLayer: { bounds: 'kept' },

  // weights
  Conv1D: { ...weighted, linear: convolution, ...instead(byOps(convolution)) },
  Conv2D: { ...weighted, linear: convolution, gradient: onChannelsLast(byOps(convolution)) },
  GroupedConv2D: { ...weighted, linear: grouped, gradient: onChannelsLast(byOps(grouped)) },
  DepthwiseConv2D: {
    ...weighted,
    linear: depthwise,
    gradient: onChannelsLast(byOps(depthwise)),
    channelwise: true,
  },
  DilatedDepthwiseConv2D: {
    ...weighted,
    linear: dilatedDepthwise,
    gradient: onChannelsLast(byOps(dilatedDepthwise)),
    channelwise: true,
  },
  SeparableConv2D: { ...weighted, linear: separable, ...instead(byOps(separable)) },
  Conv2DTranspose: {
    ...weighted,
    adjointOf: transposed,
    gradient: onChannelsLast(byAdjoint(transposed)),
  },
  Dense: { relevance: 'rule', weights: 'dense', linear: dense, gradient: single(multiplied) },
  Conv3D: { relevance: 'contributions', ...instead(convolvedVolume) },
  Conv3DTranspose: { relevance: 'contributions', ...instead(transposedVolume) },
  Embedding: {
    refusal: 'relevance does not pass an Embedding, whose inputs are indices',
    gradientRefusal: ofIndices,
    mask: 'made',
  },

  // normalisation
  BatchNormalization: {
    relevance: 'affine',
    affine: normalisedAlongAxis,
    linear: normalization,
    gradient: single(batchNormalized),
    isWrongInTfjs: true,
    channelwise: true,
  },
  LayerNormalization: {
    relevance: 'affine',
    affine: standardised,
    gradient: single(layerNormalized),
  },
  GroupNormalization: { relevance: 'affine', affine: groupStandardised },
  UnitNormalization: { relevance: 'affine', affine: scaledToUnit },
  Rescaling: { relevance: 'affine', affine: rescaled, channelwise: true },

  // activations
  Activation: { ...elementwise, linear: nothing, keepsOrder: true, moves: true },
  ReLU: { ...bent, linear: nothing, bounds: 'positive', ending: reluOf },
  BoundedReLU: bent,
  LeakyReLU: bent,
  PReLU: { ...bent, gradient: single(parametric), isWrongInTfjs: true },
  ELU: bent,
  ThresholdedReLU: { ...bent, gradient: single(thresholded) },
  Softmax: { ...elementwise, bounds: 'positive', isSoftmax: true, mask: 'read' },

  // at training only
  Dropout: atTraining,
  SpatialDropout1D: atTraining,
  GaussianDropout: atTraining,
  GaussianNoise: atTraining,
  AlphaDropout: atTraining,
  Masking: { relevance: 'order', mask: 'made', gradient: single(masked) },

  // shapes and places
  Flatten: { ...reshaping, flattens: true },
  Reshape: reshaping,
  Permute: rearranging,
  RepeatVector: rearranging,
  Cropping2D: { ...rearranging, channelwise: true },
  ZeroPadding2D: {
    relevance: 'gradient',
    linear: zeroPadding,
    bounds: 'keptOrZero',
    channelwise: true,
  },
  UpSampling2D: { ...resampling, relevance: interpolated, gradient: onChannelsLast(upSampled) },
  CenterCrop: { ...resampling, relevance: cropped, gradient: single(centred), isWrongInTfjs: true },
  Resizing: { ...resampling, relevance: interpolated, gradient: single(resized) },
  HalfPixelResizing: {
    ...resampling,
    relevance: interpolated,
    gradient: onChannelsLast(halfPixelResized),
  },
  RandomWidth: {
    refusal: 'relevance does not pass a RandomWidth, which draws its width, at inference too',
    gradientRefusal: 'it draws its width, at inference too',
  },
  CategoryEncoding: {
    refusal: 'relevance does not pass a CategoryEncoding, whose inputs are indices',
    gradientRefusal: ofIndices,
  },

  // of graph models, made by load/graph/layers
  ElementwiseFunction: elementwise,
  Padding: { relevance: 'gradient' },
  Slice: rearranging,
  DepthToSpace: rearranging,
  ImageResizing: { ...resampling, relevance: interpolated },

  // pooling
  AveragePooling1D: { ...averaging, linear: pooling, gradient: onChannelsLast(byOps(pooling)) },
  AveragePooling2D: { ...averaging, linear: pooling, gradient: onChannelsLast(byOps(pooling)) },
  AveragePooling3D: { ...averaging, ...instead(meanPooled) },
  GlobalAveragePooling1D: { ...averaging, linear: globalPooling, flattens: true },
  GlobalAveragePooling2D: { ...averaging, linear: globalPooling, flattens: true },
  MaxPooling1D: maximum,
  MaxPooling2D: maximum,
  MaxPooling3D: { ...resampling, ...instead(maxPooled) },
  GlobalMaxPooling1D: largestOf,
  GlobalMaxPooling2D: largestOf,

  // several inputs
  Add: { relevance: 'summands', bounds: 'sign', isSum: true, pullBack: summed },
  Average: { relevance: 'summands', bounds: 'kept' },
  Concatenate: {
    relevance: 'parts',
    bounds: 'kept',
    moves: true,
    gradient: joined,
    pullBack: split,
    isWrongInTfjs: true,
  },
  Maximum: { ...moving, gradient: ofOneShape },
  Minimum: { ...moving, gradient: ofOneShape },
  Multiply: { relevance: 'factors', bounds: 'sign' },
  Dot: { relevance: ({ normalize }) => (normalize ? undefined : 'factors') },

  // sequences
  RNN: { mask: 'read' },
  SimpleRNN: recurrent,
  GRU: recurrent,
  ResetAfterGRU: recurrent,
  LSTM: recurrent,
  ConvLSTM2D: { gradient: convolvedInTime, isWrongInTfjs: true, mask: 'read' },
  TimeDistributed: { relevance: 'eachTime', gradient: atEachTime, isWrongInTfjs: true },
  Bidirectional: { relevance: 'bothWays', weights: 'dense', mask: 'read' },
};

const unknown: LayerKind = {};

export function relevanceKindOf({ layer, inputs }: Call): RelevanceKind | undefined {
  const { relevance } = kindOf(layer);
  return typeof relevance === 'function'
    ? relevance(configOf(layer), inputs[0]?.shape ?? [])
    : relevance;
}

export const isKnown = (layer: Layer): boolean => kindOf(layer) !== unknown;

/** The row of a layer's class; nothing is known of classes of others. */
export function kindOf(layer: Layer): LayerKind {
  const name = classNameOf(layer);
  return (Object.hasOwn(layerKinds, name) && layerKinds[name]) || unknown;
}
