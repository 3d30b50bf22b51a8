import { type AffineForm, normalisedAlongAxis, rescaled, standardised } from './affineForm';
import {
  averaged,
  convolved,
  type GradientForm,
  largest,
  masked,
  multiplied,
  repeated,
  thresholded,
} from './gradientForm';
import type { Call, Shape } from './graph';
import { classNameOf, type Layer } from './layer';
import { configOf, type LayerConfig } from './layerConfig';
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
 * How relevance passes back through a layer: by the rule of a composite ('rule'; 'affine' for normalisations), to the
 * places that the values came from ('order'), along the gradient of what moves or chooses values ('gradient'), in
 * proportion to summands, to the values of a mean or to what each input of a linear layer adds ('contributions'), to the
 * joined parts, or to the factors of a product that are no gates.
 */
export type RelevanceKind =
  | 'rule'
  | 'order'
  | 'gradient'
  | 'summands'
  | 'means'
  | 'parts'
  | 'contributions'
  | 'factors'
  | 'affine';

/** What each part of the library needs to know of a layer class. What is left out does not hold, or is not known. */
export interface LayerKind {
  /** Its linear part as ops, for layers that are linear at inference but for an activation at their end. */
  readonly linear?: LinearForm;
  /** The convolution whose adjoint it is. */
  readonly adjointOf?: LinearForm;
  /** For composites: what kind of weights it has. */
  readonly weights?: 'convolution' | 'dense';
  /** Absent: relevance follows the gradient, and receipts name the layer. */
  readonly relevance?:
    | RelevanceKind
    | ((config: LayerConfig, input: Shape) => RelevanceKind | undefined);
  /** What it multiplies values by and adds to them, where relevance is 'affine'. */
  readonly affine?: AffineForm;
  /** Why relevance cannot pass it at all. */
  readonly refusal?: string;
  /** Its output by operations whose gradient in x is right, and needs no gradient of its weights. */
  readonly gradient?: GradientForm;
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
  /** Whether, without an activation, all that it gives are values that it gets, whose places depend on no value. */
  readonly moves?: true;
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
  moves: true,
} as const;
const elementwise = { relevance: 'order', isActivation: true } as const;
const reshaping = { relevance: 'order', bounds: 'kept', keepsOrder: true, moves: true } as const;
const moving = { relevance: 'gradient', bounds: 'kept' } as const;
const rearranging = { ...moving, moves: true } as const;
const averaging = { relevance: 'means', bounds: 'kept' } as const;
const largestOf = { ...moving, gradient: largest, flattens: true } as const;

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

/** Every layer class of tf.js. Supporting a new one is a row. */
export const layerKinds: Readonly<Record<string, LayerKind>> = {
  InputLayer: { bounds: 'kept' },

  // weights
  Conv1D: { ...weighted, linear: convolution, gradient: convolved },
  Conv2D: { ...weighted, linear: convolution, gradient: convolved },
  DepthwiseConv2D: { ...weighted, linear: depthwise },
  SeparableConv2D: { ...weighted, linear: separable },
  Conv2DTranspose: { ...weighted, adjointOf: transposed },
  Dense: { relevance: 'rule', weights: 'dense', linear: dense, gradient: multiplied },
  Conv3D: { relevance: 'contributions' },
  Conv3DTranspose: { relevance: 'contributions' },
  Embedding: { refusal: 'relevance does not pass an Embedding, whose inputs are indices' },

  // normalisation
  BatchNormalization: { relevance: 'affine', affine: normalisedAlongAxis, linear: normalization },
  LayerNormalization: { relevance: 'affine', affine: standardised },
  Rescaling: { relevance: 'affine', affine: rescaled },

  // activations
  Activation: { ...elementwise, linear: nothing, keepsOrder: true, moves: true },
  ReLU: { ...elementwise, linear: nothing, bounds: 'positive', ending: reluOf },
  LeakyReLU: elementwise,
  PReLU: elementwise,
  ELU: elementwise,
  ThresholdedReLU: { ...elementwise, gradient: thresholded },
  Softmax: { ...elementwise, bounds: 'positive', isSoftmax: true },

  // at training only
  Dropout: atTraining,
  SpatialDropout1D: atTraining,
  GaussianDropout: atTraining,
  GaussianNoise: atTraining,
  AlphaDropout: atTraining,
  Masking: { relevance: 'order', gradient: masked },

  // shapes and places
  Flatten: { ...reshaping, flattens: true },
  Reshape: reshaping,
  Permute: rearranging,
  RepeatVector: rearranging,
  Cropping2D: rearranging,
  ZeroPadding2D: { relevance: 'gradient', linear: zeroPadding, bounds: 'keptOrZero' },
  UpSampling2D: { ...moving, relevance: interpolated, gradient: repeated },
  CenterCrop: { ...moving, relevance: cropped },
  Resizing: { ...moving, relevance: interpolated },
  RandomWidth: {},
  CategoryEncoding: {},

  // pooling
  AveragePooling1D: { ...averaging, linear: pooling, gradient: averaged },
  AveragePooling2D: { ...averaging, linear: pooling, gradient: averaged },
  AveragePooling3D: averaging,
  GlobalAveragePooling1D: { ...averaging, linear: globalPooling, flattens: true },
  GlobalAveragePooling2D: { ...averaging, linear: globalPooling, flattens: true },
  MaxPooling1D: moving,
  MaxPooling2D: moving,
  MaxPooling3D: moving,
  GlobalMaxPooling1D: largestOf,
  GlobalMaxPooling2D: largestOf,

  // several inputs
  Add: { relevance: 'summands', bounds: 'sign', isSum: true },
  Average: { relevance: 'summands', bounds: 'kept' },
  Concatenate: { relevance: 'parts', bounds: 'kept', moves: true },
  Maximum: moving,
  Minimum: moving,
  Multiply: { relevance: 'factors', bounds: 'sign' },
  Dot: { relevance: ({ normalize }) => (normalize ? undefined : 'factors') },

  // sequences
  RNN: {},
  SimpleRNN: {},
  GRU: {},
  LSTM: {},
  ConvLSTM2D: {},
  TimeDistributed: {},
  Bidirectional: {},
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
