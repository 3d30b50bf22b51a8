import type { Tensor } from '@tensorflow/tfjs-core';
import { type Kind, record } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { checkRule, ruleCall, ruleKind } from './checkRule';
import type { Rule } from './rule';
import { alphaBetaRule, zPlusRule } from './rules/alphaBetaRule';
import { epsilonRule } from './rules/epsilonRule';
import { gammaRule } from './rules/gammaRule';
import { passRule } from './rules/passRule';
import type { RuleOptions } from './rules/ruleOptions';
import { type Bound, boundKind, boxRule, zBoxRule } from './rules/zBoxRule';
import { checkedLayer, type WeightedLayer } from './weightedLayer';

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
   * `conv5` alone where no other layer is called so. They come before all others. Default: none.
   */
  readonly layers?: Readonly<Record<string | number, Rule>> | undefined;
}

/** What makes a composite is a function, as rules are, but no rule. */
const ownRuleKind: Kind = {
  ...ruleKind,
  holds: (value) => ruleKind.holds(value) && compositeCall(value) === undefined,
  hint: (value) =>
    compositeCall(value) === undefined ? ruleKind.hint?.(value) : 'it makes a composite',
};

const rulesByName: Kind = {
  holds: (value) =>
    record.holds(value) &&
    Reflect.ownKeys(value as object).every(
      (name) =>
        typeof name === 'string' && ownRuleKind.holds((value as CompositeRules['layers'])?.[name]),
    ),
  described: 'an object { name: rule }, with rules such as epsilonRule() gives',
  hint: (value) => {
    if (!record.holds(value)) return undefined;
    const hints = Object.entries(value as object).map(([name, rule]) => {
      const hint = ownRuleKind.hint?.(rule);
      return hint && `of '${name}', ${hint}`;
    });
    return hints.find((hint) => hint !== undefined);
  },
};

const kinds: KindsOf<CompositeRules> = {
  first: ownRuleKind,
  convolution: ownRuleKind,
  dense: ownRuleKind,
  normalization: ownRuleKind,
  layers: rulesByName,
};

/**
 * Rules by kind of layer, by place, and by name or index, as Zennit's SpecialFirstLayerMapComposite and
 * NameMapComposite.
 *
 * @returns for the option `composite` of {@link lrp}
 * @throws on what is no rule; when it is used, on names that no layer with weights has
 * @example
 * const composite = composeRules({
 *   first: zBoxRule(0, 1),
 *   convolution: gammaRule(0.25),
 *   layers: { classes: epsilonRule(0.1) },
 * });
 * lrp(model, x, { composite }).shape; // → [2, 8, 8, 1]
 */
export function composeRules(rules: CompositeRules = {}): Composite {
  return named('composeRules', () => {
    const { first, layers = {}, ...byKind } = optionsOf(rules, kinds);
    const usual = epsilonRule();
    const byName = new Map(Object.entries(layers));
    const ruleOf = (layer: WeightedLayer) => {
      const { names, kind, isFirst } = checkedLayer('composeRules', layer);
      const own = byName.get(names.find((of) => byName.has(of)) ?? '');
      const byPlace = isFirst ? first : undefined;
      return own ?? byPlace ?? byKind[kind] ?? usual;
    };
    return Object.assign(ruleOf, { named: [...byName.keys()] });
  });
}

/** @deprecated Use {@link composeRules}. */
export const composite = composeRules;

/** Functions of a layer, but none that make one, and no rules. */
export const compositeKind: Kind = {
  holds: (value) =>
    typeof value === 'function' &&
    compositeCall(value) === undefined &&
    ruleCall(value) === undefined &&
    value.length < 2,
  described: 'a composite such as epsilonPlus() gives, or a function of one layer',
  hint: (value) => {
    const call = compositeCall(value);
    if (call) return `call it, as in ${call}`;
    const isRule = ruleCall(value) !== undefined || (ruleKind.holds(value) && lengthOf(value) > 1);
    return isRule
      ? 'composeRules({ convolution: gammaRule(), dense: epsilonRule() }) makes one of rules'
      : undefined;
  },
};

const lengthOf = (value: unknown): number => (value as { readonly length: number }).length;

/** How to call what makes a composite, where the value does. */
function compositeCall(value: unknown): string | undefined {
  const makers: Readonly<Record<string, unknown>> = {
    'composeRules({ convolution: gammaRule() })': composeRules,
    'epsilonPlus()': epsilonPlus,
    'epsilonAlpha2Beta1()': epsilonAlpha2Beta1,
    'epsilonGammaBox(0, 1)': epsilonGammaBox,
    'deepTaylor()': deepTaylor,
  };
  return Object.keys(makers).find((call) => makers[call] === value);
}

/** The composite for some samples of x. */
export function compositeFor(of: Composite, x: Tensor, first: number, end: number): Composite {
  const ruleOf = (layer: WeightedLayer) => {
    const rule = of(layer);
    checkRule(layer.name, rule);
    return rule.forSamples?.(x, first, end) ?? rule;
  };
  return Object.assign(ruleOf, { named: of.named ?? [] });
}

/**
 * z⁺ for convolutions, ε for dense layers, as Zennit's EpsilonPlus.
 *
 * @returns for the option `composite` of {@link lrp}
 * @throws on unknown options
 * @example
 * lrp(model, x, { composite: epsilonPlus() }).shape; // → [2, 8, 8, 1]
 */
export const epsilonPlus = (options: RuleOptions = {}): Composite =>
  named('epsilonPlus', () =>
    composeRules({ ...otherwise(options), convolution: zPlusRule(options) }),
  );

/**
 * α = 2, β = 1 for convolutions, ε for dense layers, as Zennit's EpsilonAlpha2Beta1.
 *
 * @returns for the option `composite` of {@link lrp}
 * @throws on unknown options
 * @example
 * lrp(model, x, { composite: epsilonAlpha2Beta1() }).shape; // → [2, 8, 8, 1]
 */
export const epsilonAlpha2Beta1 = (options: RuleOptions = {}): Composite =>
  named('epsilonAlpha2Beta1', () =>
    composeRules({ ...otherwise(options), convolution: alphaBetaRule(2, 1, options) }),
  );

/** ε for dense layers. Normalisations pass relevance on where biases, and so their shifts, take none. */
function otherwise(options: RuleOptions): CompositeRules {
  return {
    dense: epsilonRule(undefined, options),
    normalization: options.biases === false ? passRule() : epsilonRule(),
  };
}

/**
 * What {@link lrp} takes by default: {@link epsilonPlus}, of which biases take no share. Of the composites that need not
 * know the range of the inputs, it did best or nearly so by flipping curves on all of four models of other people, and no
 * model's biases leave its maps empty (docs/guides/composites.md).
 */
export const defaultComposite = epsilonPlus({ biases: false });

/**
 * zB for the first convolution, γ = 0.25 for all others, ε for dense layers, as Zennit's EpsilonGammaBox.
 *
 * @param low of the inputs, as for {@link zBoxRule}: numbers or tensors
 * @param high of the inputs, likewise
 * @returns for the option `composite` of {@link lrp}
 * @throws where low is not below high
 * @example
 * const composite = epsilonGammaBox(0, 1); // images in [0, 1]
 * lrp(model, x, { composite }).shape; // → [2, 8, 8, 1]
 */
export function epsilonGammaBox(low: Bound, high: Bound, options: RuleOptions = {}): Composite {
  return named('epsilonGammaBox', () => {
    const rules = { ...otherwise(options), convolution: gammaRule(undefined, options) };
    const [box, others] = [zBoxRule(low, high), composeRules(rules)];
    const ruleOf = (layer: WeightedLayer) => {
      const { kind, isFirstOfKind } = checkedLayer('epsilonGammaBox', layer);
      return kind === 'convolution' && isFirstOfKind ? box : others(layer);
    };
    return Object.assign(ruleOf, { named: [] });
  });
}

/** What the inputs lie in. */
export interface Box {
  /** Default: 0. */
  readonly low?: Bound | undefined;
  /** Default: 1. */
  readonly high?: Bound | undefined;
}

const boxKinds: KindsOf<Box> = { low: boundKind, high: boundKind };

/**
 * Deep Taylor decomposition (Montavon et al. 2017): zB for the first layer, whose inputs lie in a box, and z⁺ for all
 * others. Valid where no hidden layer gets negative inputs: linear layers one after the other should be made one first,
 * by collapseModel. For inputs without bounds, `composeRules({ first: wSquareRule(), ... })`.
 *
 * @returns for the option `composite` of {@link lrp}
 * @throws where low is not below high
 * @example
 * const relevance = lrp(model, x, { composite: deepTaylor({ low: 0, high: 1 }) });
 * relevance.shape; // → [2, 8, 8, 1]
 */
export function deepTaylor(options: Box = {}): Composite {
  return named('deepTaylor', () => {
    const { low = 0, high = 1 } = optionsOf(options, boxKinds);
    const zPlus = zPlusRule();
    return composeRules({ first: boxRule(low, high), convolution: zPlus, dense: zPlus });
  });
}
