import { masked, parametric, thresholded } from './forms/activationForms';
import { type GradientForm, onChannelsLast, type SingleForm, single } from './forms/gradientForm';
import { joined, ofOneShape } from './forms/joiningForms';
import { byAdjoint, byOps, multiplied } from './forms/linearForms';
import { batchNormalized, layerNormalized } from './forms/normalizationForms';
import { largest, maxPooled, meanPooled } from './forms/poolingForms';
import { centred, resized, upSampled } from './forms/resamplingForms';
import { atEachTime, convolvedInTime } from './forms/timeForms';
import { convolvedVolume, transposedVolume } from './forms/volumeForms';
import { classNameOf, type Layer } from './layer';
import type { LayerConfig } from './layerConfig';
import {
  convolution,
  dense,
  depthwise,
  globalPooling,
  type LinearForm,
  normalization,
  nothing,
  pooling,
  separable,
  transposed,
  zeroPadding,
} from './linearForm';

/**
 * How relevance passes back through a layer: by the rule of a composite ('rule'), to the places that the values came from
 * ('order'), along the gradient of what moves or chooses values ('gradient'), in proportion to summands or to the values
 * of a mean, to the joined parts, or by the ε rule of factors and shifts, one for each channel or one for all.
 */
export type RelevanceKind =
  | 'rule'
  | 'order'
  | 'gradient'
  | 'summands'
  | 'means'
  | 'parts'
  | 'channelFactors'
  | 'oneFactor';

/** What each part of the library needs to know of a layer class. What is left out does not hold, or is not known. */
export interface LayerKind {
  /** Its linear part as ops, for layers that are linear at inference but for an activation at their end. */
  readonly linear?: LinearForm;
  /** The convolution whose adjoint it is. */
  readonly adjointOf?: LinearForm;
  /** For composites: what kind of weights it has. */
  readonly weights?: 'convolution' | 'dense';
  /** Absent: relevance follows the gradient, and receipts name the layer. */
  readonly relevance?: RelevanceKind;
  /** Why relevance cannot pass it at all. */
  readonly refusal?: string;
  /** Its output but for an activation, by operations whose gradient in the inputs is right. */
  readonly gradient?: GradientForm;
  /** Whether that form stands in for the layer at all times, as tf.js itself may give other values than the layer's. */
  readonly isWrongInTfjs?: true;
  /** Why no gradient passes it. */
  readonly gradientRefusal?: string;
  /**
   * What it gives lies between its inputs ('kept'), or is 0 ('keptOrZero'), is not negative unless an input is ('sign'),
   * or is never negative ('positive'). An activation may say more.
   */
  readonly bounds?: 'kept' | 'keptOrZero' | 'sign' | 'positive';
  /** The activation that it is, where that is no property of its own: undefined for what no activation of tf.js does. */
  readonly ending?: (config: LayerConfig) => string | undefined;
  /** Whether it is a function of each value and nothing else. */
  readonly isActivation?: true;
  readonly isSoftmax?: true;
  /** Whether, without an activation, it leaves values as they are and in order at inference, though perhaps in another shape. */
  readonly keepsOrder?: true;
  /** Whether rows and columns go. */
  readonly flattens?: true;
  /** Whether it adds its inputs up. */
  readonly isSum?: true;
}

const weighted = { relevance: 'rule', weights: 'convolution' } as const;
const atTraining = {
  linear: nothing,
  relevance: 'order',
  bounds: 'kept',
  keepsOrder: true,
} as const;
const elementwise = { relevance: 'order', isActivation: true } as const;
const moving = { relevance: 'gradient', bounds: 'kept' } as const;
const maximum = { ...moving, gradient: onChannelsLast(maxPooled) } as const;
const averaging = { relevance: 'means', bounds: 'kept' } as const;
const largestOf = { ...moving, gradient: onChannelsLast(largest), flattens: true } as const;
const instead = (form: SingleForm) =>
  ({ gradient: onChannelsLast(form), isWrongInTfjs: true }) as const;
const ofIndices = 'its inputs are indices';

const reluOf = ({ maxValue }: LayerConfig): string | undefined => {
  if (maxValue === undefined || maxValue === null) return 'relu';
  return maxValue === 6 ? 'relu6' : undefined;
};

/** Every layer class of tf.js. Supporting a new one is a row. */
export const layerKinds: Readonly<Record<string, LayerKind>> = {
  InputLayer: { bounds: 'kept' },

  // weights
  Conv1D: { ...weighted, linear: convolution, ...instead(byOps(convolution)) },
  Conv2D: { ...weighted, linear: convolution, gradient: onChannelsLast(byOps(convolution)) },
  DepthwiseConv2D: { ...weighted, linear: depthwise, gradient: onChannelsLast(byOps(depthwise)) },
  SeparableConv2D: { ...weighted, linear: separable, ...instead(byOps(separable)) },
  Conv2DTranspose: {
    ...weighted,
    adjointOf: transposed,
    gradient: onChannelsLast(byAdjoint(transposed)),
  },
  Dense: { relevance: 'rule', weights: 'dense', linear: dense, gradient: single(multiplied) },
  Conv3D: instead(convolvedVolume),
  Conv3DTranspose: instead(transposedVolume),
  Embedding: {
    refusal: 'relevance does not pass an Embedding, whose inputs are indices',
    gradientRefusal: ofIndices,
  },

  // normalisation
  BatchNormalization: {
    relevance: 'channelFactors',
    linear: normalization,
    gradient: single(batchNormalized),
    isWrongInTfjs: true,
  },
  LayerNormalization: { gradient: single(layerNormalized) },
  Rescaling: { relevance: 'oneFactor' },

  // activations
  Activation: { ...elementwise, linear: nothing, keepsOrder: true },
  ReLU: { ...elementwise, linear: nothing, bounds: 'positive', ending: reluOf },
  LeakyReLU: elementwise,
  PReLU: { ...elementwise, gradient: single(parametric), isWrongInTfjs: true },
  ELU: elementwise,
  ThresholdedReLU: { ...elementwise, gradient: single(thresholded) },
  Softmax: { ...elementwise, bounds: 'positive', isSoftmax: true },

  // at training only
  Dropout: atTraining,
  SpatialDropout1D: atTraining,
  GaussianDropout: atTraining,
  GaussianNoise: atTraining,
  AlphaDropout: atTraining,
  Masking: { relevance: 'order', gradient: single(masked) },

  // shapes and places
  Flatten: { relevance: 'order', bounds: 'kept', keepsOrder: true, flattens: true },
  Reshape: { relevance: 'order', bounds: 'kept', keepsOrder: true },
  Permute: moving,
  RepeatVector: moving,
  Cropping2D: moving,
  ZeroPadding2D: { relevance: 'gradient', linear: zeroPadding, bounds: 'keptOrZero' },
  UpSampling2D: { ...moving, gradient: onChannelsLast(upSampled) },
  CenterCrop: { gradient: single(centred), isWrongInTfjs: true },
  Resizing: { gradient: single(resized) },
  RandomWidth: { gradientRefusal: 'it draws its width, at inference too' },
  CategoryEncoding: { gradientRefusal: ofIndices },

  // pooling
  AveragePooling1D: { ...averaging, linear: pooling, gradient: onChannelsLast(byOps(pooling)) },
  AveragePooling2D: { ...averaging, linear: pooling, gradient: onChannelsLast(byOps(pooling)) },
  AveragePooling3D: { bounds: 'kept', ...instead(meanPooled) },
  GlobalAveragePooling1D: { ...averaging, linear: globalPooling, flattens: true },
  GlobalAveragePooling2D: { ...averaging, linear: globalPooling, flattens: true },
  MaxPooling1D: maximum,
  MaxPooling2D: maximum,
  MaxPooling3D: { bounds: 'kept', ...instead(maxPooled) },
  GlobalMaxPooling1D: largestOf,
  GlobalMaxPooling2D: largestOf,

  // several inputs
  Add: { relevance: 'summands', bounds: 'sign', isSum: true },
  Average: { relevance: 'summands', bounds: 'kept' },
  Concatenate: { relevance: 'parts', bounds: 'kept', gradient: joined, isWrongInTfjs: true },
  Maximum: { bounds: 'kept', gradient: ofOneShape },
  Minimum: { bounds: 'kept', gradient: ofOneShape },
  Multiply: { bounds: 'sign' },
  Dot: {},

  // sequences
  RNN: {},
  SimpleRNN: {},
  GRU: {},
  LSTM: {},
  ConvLSTM2D: { gradient: convolvedInTime, isWrongInTfjs: true },
  TimeDistributed: { gradient: atEachTime, isWrongInTfjs: true },
  Bidirectional: {},
};

const unknown: LayerKind = {};

/** The row of a layer's class; nothing is known of classes of others. */
export function kindOf(layer: Layer): LayerKind {
  const name = classNameOf(layer);
  return (Object.hasOwn(layerKinds, name) && layerKinds[name]) || unknown;
}
