import { alphaBetaRule, zPlusRule } from './alphaBetaRule';
import { epsilonRule } from './epsilonRule';
import { gammaRule } from './gammaRule';
import type { Rule } from './rule';
import { zBoxRule } from './zBoxRule';

/** A layer with weights, as a composite sees it. */
export interface WeightedLayer {
  /** That of the layer. */
  readonly name: string;
  /** Among the model's layers; -1 inside a nested model. */
  readonly index: number;
  /** Convolutions of all kinds, or dense. */
  readonly kind: 'convolution' | 'dense';
  /** Whether no layer with weights comes before. */
  readonly isFirst: boolean;
}

/** Which layer gets which rule. */
export type Composite = (layer: WeightedLayer) => Rule;

export interface CompositeRules {
  /** Of the first layer with weights. Default: that of its kind. */
  readonly first?: Rule | undefined;
  /** Of convolutions: depthwise, separable, transposed ones too. Default: epsilonRule(). */
  readonly convolution?: Rule | undefined;
  /** Of dense layers. Default: epsilonRule(). */
  readonly dense?: Rule | undefined;
  /** Of single layers, by name or by index among the model's layers. They come before all others. */
  readonly layers?: Readonly<Record<string | number, Rule>> | undefined;
}

/** Rules by kind of layer, by place, and by name or index. */
export function composite({
  first,
  convolution,
  dense,
  layers = {},
}: CompositeRules = {}): Composite {
  const usual = epsilonRule();
  return ({ name, index, kind, isFirst }) => {
    const own = layers[name] ?? layers[index];
    const byPlace = isFirst ? first : undefined;
    return own ?? byPlace ?? (kind === 'dense' ? dense : convolution) ?? usual;
  };
}

/** z⁺ for convolutions, ε for dense layers. */
export const epsilonPlus = (): Composite => composite({ convolution: zPlusRule() });

/** α = 2, β = 1 for convolutions, ε for dense layers. */
export const epsilonAlpha2Beta1 = (): Composite => composite({ convolution: alphaBetaRule(2, 1) });

/** zB for the first layer, γ = 0.25 for convolutions, ε for dense layers. */
export const epsilonGammaBox = (low: number, high: number): Composite =>
  composite({ first: zBoxRule(low, high), convolution: gammaRule() });

/** What the inputs lie in. */
export interface Box {
  /** Default: 0. */
  readonly low?: number | undefined;
  /** Default: 1. */
  readonly high?: number | undefined;
}

/**
 * Deep Taylor decomposition (Montavon et al. 2017): zB for the first layer, whose inputs lie in a box, and z⁺ for all
 * others. Valid where no hidden layer gets negative inputs: linear layers one after the other should be made one first,
 * by collapseModel. For inputs without bounds, `composite({ first: wSquareRule(), ... })`.
 */
export function deepTaylor({ low = 0, high = 1 }: Box = {}): Composite {
  const zPlus = zPlusRule();
  return composite({ first: zBoxRule(low, high), convolution: zPlus, dense: zPlus });
}
