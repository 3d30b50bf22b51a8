import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { shown } from '../../internal/shown';
import { checkRule } from './checkRule';
import type { Rule } from './rule';
import { alphaBetaRule, zPlusRule } from './rules/alphaBetaRule';
import { epsilonRule } from './rules/epsilonRule';
import { gammaRule } from './rules/gammaRule';
import { passRule } from './rules/passRule';
import { type RuleOptions, sharingBias } from './rules/ruleOptions';
import { type Bound, boxRule } from './rules/zBoxRule';

/** A layer that has a rule, as a composite sees it. */
export interface WeightedLayer {
  /** That of the layer. */
  readonly name: string;
  /** Among the model's layers; none inside a nested model. */
  readonly index: number | undefined;
  /**
   * All by which composites may name it: its index, and its name, behind those of the nested models that it lies in
   * (`backbone/conv5`), or without them where no other layer is called so.
   */
  readonly names: readonly string[];
  /**
   * Convolutions of all kinds; dense; or normalisations and rescalings that are part of no other layer, with a factor
   * and a shift for each value.
   */
  readonly kind: 'convolution' | 'dense' | 'normalization';
  /** Whether it is the first convolution or dense layer, in the order in which they are called. */
  readonly isFirst: boolean;
  /** Whether it is the first of its kind. */
  readonly isFirstOfKind: boolean;
}

/** Which layer gets which rule. */
export interface Composite {
  (layer: WeightedLayer): Rule;
  /** Names and indices that it knows: each must be among the names of a layer with weights. */
  readonly named?: readonly string[];
}

export interface CompositeRules {
  /** Of the first convolution or dense layer. Default: that of its kind. */
  readonly first?: Rule | undefined;
  /** Of convolutions: depthwise, separable, transposed ones too. Default: epsilonRule(). */
  readonly convolution?: Rule | undefined;
  /** Of dense layers. Default: epsilonRule(). */
  readonly dense?: Rule | undefined;
  /** Of normalisations and rescalings that are part of no other layer. Default: epsilonRule(). */
  readonly normalization?: Rule | undefined;
  /**
   * Of single layers, by index among the model's layers, or by name: of a layer in a nested model `backbone/conv5`, or
   * `conv5` alone where no other layer is called so. They come before all others.
   */
  readonly layers?: Readonly<Record<string | number, Rule>> | undefined;
}

/** Rules by kind of layer, by place, and by name or index. */
export function composite(rules: CompositeRules = {}): Composite {
  return named('composite', () => {
    const { first, layers = {}, ...rest } = optionsOf(rules);
    const { convolution, dense, normalization, ...others } = rest;
    checkNone(others);
    check(
      typeof layers === 'object' && layers !== null,
      `layers must be rules by name or index, but they are ${shown(layers)}`,
    );
    const byKind = { convolution, dense, normalization };
    for (const [place, rule] of Object.entries({ first, ...byKind, ...layers })) {
      if (rule !== undefined) checkRule(place, rule);
    }
    const usual = epsilonRule();
    const ruleOf = ({ names, kind, isFirst }: WeightedLayer) => {
      const key = names.find((of) => Object.hasOwn(layers, of));
      const own = key === undefined ? undefined : layers[key];
      const byPlace = isFirst ? first : undefined;
      return own ?? byPlace ?? byKind[kind] ?? usual;
    };
    return Object.assign(ruleOf, { named: Object.keys(layers) });
  });
}

/** Refuses what is no composite, such as a function that makes one, and a rule. */
export function checkComposite(given: Composite): void {
  check(
    typeof given === 'function',
    `composite must be made by composite(...) or be a function, but it is ${shown(given)}`,
  );
  const makers: unknown[] = [
    composite,
    epsilonPlus,
    epsilonAlpha2Beta1,
    epsilonGammaBox,
    deepTaylor,
  ];
  check(
    !makers.includes(given),
    `composite must be what ${given.name}() gives, but it is the function ${given.name} itself`,
  );
  check(
    given.length < 2,
    `composite must be a function of a layer, but it takes ${given.length} arguments: composite({ convolution: rule, dense: rule }) is that of a rule`,
  );
}

/** The composite for some samples of x. */
export function compositeFor(of: Composite, x: Tensor, first: number, end: number): Composite {
  const ruleOf = (layer: WeightedLayer) => {
    const rule = of(layer);
    return rule.forSamples?.(x, first, end) ?? rule;
  };
  return Object.assign(ruleOf, { named: of.named ?? [] });
}

/** z⁺ for convolutions, ε for dense layers. */
export const epsilonPlus = (options: RuleOptions = {}): Composite =>
  named('epsilonPlus', () => composite({ ...otherwise(options), convolution: zPlusRule(options) }));

/** α = 2, β = 1 for convolutions, ε for dense layers. */
export const epsilonAlpha2Beta1 = (options: RuleOptions = {}): Composite =>
  named('epsilonAlpha2Beta1', () =>
    composite({ ...otherwise(options), convolution: alphaBetaRule(2, 1, options) }),
  );

/** ε for dense layers. Normalisations pass relevance on where biases, and so their shifts, take none. */
function otherwise(options: RuleOptions): CompositeRules {
  sharingBias(options);
  return {
    dense: epsilonRule(undefined, options),
    normalization: options.biases === false ? passRule() : epsilonRule(),
  };
}

/**
 * What {@link lrp} takes by default: {@link epsilonPlus}, of which biases take no share. Of the composites that need not
 * know the range of the inputs, it did best or nearly so by flipping curves on all of four models of other people, and no
 * model's biases leave its maps empty (docs/composites.md).
 */
export const defaultComposite = epsilonPlus({ biases: false });

/**
 * zB for the first convolution, γ = 0.25 for all others, ε for dense layers.
 *
 * @param low of the inputs, as for {@link zBoxRule}: numbers or tensors
 */
export function epsilonGammaBox(low: Bound, high: Bound, options: RuleOptions = {}): Composite {
  return named('epsilonGammaBox', () => {
    const rules = { ...otherwise(options), convolution: gammaRule(undefined, options) };
    const [box, others] = [boxRule(low, high), composite(rules)];
    return (layer) => (layer.kind === 'convolution' && layer.isFirstOfKind ? box : others(layer));
  });
}

/** What the inputs lie in. */
export interface Box {
  /** Default: 0. */
  readonly low?: Bound | undefined;
  /** Default: 1. */
  readonly high?: Bound | undefined;
}

/**
 * Deep Taylor decomposition (Montavon et al. 2017): zB for the first layer, whose inputs lie in a box, and z⁺ for all
 * others. Valid where no hidden layer gets negative inputs: linear layers one after the other should be made one first,
 * by collapseModel. For inputs without bounds, `composite({ first: wSquareRule(), ... })`.
 */
export function deepTaylor(options: Box = {}): Composite {
  return named('deepTaylor', () => {
    const { low = 0, high = 1, ...others } = optionsOf(options);
    checkNone(others);
    const zPlus = zPlusRule();
    return composite({ first: boxRule(low, high), convolution: zPlus, dense: zPlus });
  });
}
