import type { AffineForm } from './forms/affineForm';
import type { GradientForm, PullBack } from './forms/gradientForm';
import type { Shape } from './graph';
import type { LayerConfig } from './layerConfig';
import type { LinearForm } from './linearForm';

/**
 * How relevance passes back through a layer: by the rule of a composite ('rule'; 'affine' for normalisations), to the
 * places that the values came from ('order'), along the gradient of what moves or chooses values ('gradient'), in
 * proportion to summands, to the values of a mean or to what each input of a linear layer adds ('contributions'), to the
 * joined parts, to the factors of a product that are no gates; back through time by the rule of the layer ('recurrent',
 * 'bothWays'), or at each time as through the layer inside ('eachTime').
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
  | 'affine'
  | 'recurrent'
  | 'bothWays'
  | 'eachTime';

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
  /** Its output but for an activation, by operations whose gradient in the inputs is right. */
  readonly gradient?: GradientForm;
  /** Whether that form stands in for the layer at all times, as tf.js itself may give other values than the layer's. */
  readonly isWrongInTfjs?: true;
  /** Cotangents of its inputs from those of its output, but for an activation, where automatic differentiation takes longer. */
  readonly pullBack?: PullBack;
  /** Why no gradient passes it. */
  readonly gradientRefusal?: string;
  /**
   * What it gives lies between its inputs ('kept'), or is 0 ('keptOrZero'), is not negative unless an input is ('sign'),
   * or is never negative ('positive'). An activation may say more.
   */
  readonly bounds?: 'kept' | 'keptOrZero' | 'sign' | 'positive';
  /** The activation that it is, where that is no property of its own: undefined for what no activation of tf.js does. */
  readonly ending?: (config: LayerConfig) => string | undefined;
  /** Whether it makes a mask of moments that others leave out, or is one that does so. */
  readonly mask?: 'made' | 'read';
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
  /** Whether each channel, but for an activation, is made of that channel alone at inference, where it gives as many as it gets. */
  readonly channelwise?: true;
}
