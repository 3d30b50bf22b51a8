import * as tf from '@tensorflow/tfjs-core';
import { checkKind } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { tensor } from '../../internal/kinds';
import { shown } from '../../internal/shown';
import { toFloat } from '../../internal/toFloat';
import { asImages } from '../../linear/asImages';
import { activationOfCall } from '../../model/activationOf';
import type { AffineForm } from '../../model/forms/affineForm';
import { type Call, readersOf, type Value } from '../../model/graph';
import type { Layer } from '../../model/layer';
import { kindOf } from '../../model/layerKinds';
import { normalisesChannels, normalization } from '../../model/linearForm';
import { checkRule } from './checkRule';
import type { Composite } from './composite';
import {
  affinePart,
  isAffine,
  isRecurrent,
  isWeighted,
  isZeroPadding,
  layerParts,
  type Neighbours,
} from './layerParts';
import { mayBeNegative } from './mayBeNegative';
import type { LinearPart, Rule } from './rule';
import { bidirectionalShare } from './sequences/bidirectionalShare';
import { recurrentShare } from './sequences/recurrentShare';
import { timeDistributedShare } from './sequences/timeDistributedShare';
import { byGradient, type Share, shareOf } from './share';
import type { WeightedLayer } from './weightedLayer';

/** What of a layer composites know it by. */
export type LayerNames = Pick<WeightedLayer, 'name' | 'index' | 'names'>;

/** How relevance passes back through a call, or through a layer with weights and what becomes part of it. */
export interface Propagation {
  readonly inputs: readonly Value[];
  readonly share: Share;
  readonly layer: Layer;
  readonly rule?: Rule;
  /** The layer, where it has no rule and relevance follows the gradient. */
  readonly fallback?: Layer;
}

/** What becomes of the relevance of every call's output. */
export function propagations(
  calls: readonly Call[],
  outputs: readonly Value[],
  namesOf: (layer: Layer) => LayerNames,
  composite: Composite,
): Map<Call, Propagation> {
  const found = new Map<Call, Propagation>();
  const kinds = new Set<WeightedLayer['kind']>();
  const ruleOf = ({ layer }: Call): Rule => {
    const kind = kindOf(layer).weights ?? 'normalization';
    const counts = kind !== 'normalization';
    const [isFirst, isFirstOfKind] = [counts && kinds.size === 0, counts && !kinds.has(kind)];
    if (counts) kinds.add(kind);
    return checkedRule(layer, composite({ ...namesOf(layer), kind, isFirst, isFirstOfKind }));
  };
  const rules = new Map<Call, Rule>();
  for (const call of calls) {
    if (isWeighted(call)) rules.set(call, ruleOf(call));
    const normalized = normalisedBy(call);
    const rule = rules.get(normalized ?? call);
    if (rule)
      found.set(call, weightedPropagation(normalized ?? call, rule, normalized && call.layer));
    else found.set(call, propagationOf(call, ruleOf));
  }
  return found;

  /** The call with weights of which a normalisation becomes part. */
  function normalisedBy(call: Call): Call | undefined {
    const before = isFoldable(call.layer) ? privateCall(call) : undefined;
    const isPlain = before && activationOfCall(before) === 'linear' && rules.has(before);
    return isPlain ? before : undefined;
  }

  function weightedPropagation(call: Call, rule: Rule, normalization?: Layer): Propagation {
    const before = privateCall(call);
    const padded = before && isZeroPadding(before) && !kindOf(call.layer).adjointOf;
    const padding = padded ? before.layer : undefined;
    const { inputs } = padded ? before : call;
    const isNonNegative = inputs.every((value) => !mayBeNegative(value, Number.NEGATIVE_INFINITY));
    const isLinear = activationOfCall(call) === 'linear';
    const share = byRule(call.layer, rule, { padding, normalization }, { isNonNegative, isLinear });
    return { inputs, share, layer: call.layer, rule };
  }

  /** The call that gives what a call reads, if nothing else reads it. */
  function privateCall({ inputs: [value] }: Call): Call | undefined {
    if (!value?.call || outputs.includes(value)) return undefined;
    return readersOf(value, calls).length === 1 ? value.call : undefined;
  }
}

type RuleOf = (call: Call) => Rule;

function propagationOf(call: Call, ruleOf: RuleOf): Propagation {
  const { layer, inputs } = call;
  // of several outputs, as of states, no rule tells what each takes
  if (call.outputs.length > 1) return { inputs, share: byGradient(call), layer, fallback: layer };
  const rule = isAffine(call) || isRecurrent(call) ? ruleOf(call) : undefined;
  const share = rule ? ownShare(layer, rule) : shareThrough(call, ruleOf);
  return share
    ? { inputs, share, layer, ...(rule && { rule }) }
    : { inputs, share: byGradient(call), layer, fallback: layer };
}

/** Of a normalisation, or of a layer that goes through time. */
function ownShare(layer: Layer, rule: Rule): Share | undefined {
  const { affine, relevance } = kindOf(layer);
  if (affine) return byAffine(layer, affine, rule);
  return relevance === 'bothWays' ? bidirectionalShare(layer, rule) : recurrentShare(layer, rule);
}

function shareThrough(call: Call, ruleOf: RuleOf): Share | undefined {
  if (kindOf(call.layer).relevance !== 'eachTime') return shareOf(call);
  return timeDistributedShare(call, (inner) => {
    if (isWeighted(inner)) return byRule(inner.layer, ruleOf(inner), {});
    const { share, fallback } = propagationOf(inner, ruleOf);
    return fallback ? undefined : share;
  });
}

const byAffine =
  (layer: Layer, affine: AffineForm, rule: Rule): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor4D;
    return [rule(affinePart(affine(layer, a)), a, relevance as tf.Tensor4D, divide)];
  };

/** What is known of a layer's inputs and outputs. */
interface Ends {
  readonly isNonNegative?: boolean;
  /** Whether its output is what its linear part gives. */
  readonly isLinear?: boolean;
}

const byRule =
  (
    layer: Layer,
    rule: Rule,
    neighbours: Neighbours,
    { isNonNegative, isLinear }: Ends = {},
  ): Share =>
  ([x], relevance, divide, _, output) => {
    const a = x as tf.Tensor;
    const [first, ...others] = layerParts(layer, a, neighbours);
    const parts = [{ ...(first as LinearPart), isNonNegative }, ...others];
    const last = parts.length - 1;
    if (isLinear && output) parts[last] = { ...itemAt(parts, last), z: asImages(output) };
    const values = [asImages(a)];
    // of separable layers, what is between the two
    for (const { weights, forward } of parts.slice(0, -1)) {
      values.push(forward(weights, itemAt(values, -1)));
    }
    const shared = parts.reduceRight<tf.Tensor>(
      (r, part, i) => rule(part, itemAt(values, i), r as tf.Tensor4D, divide),
      asImages(relevance),
    );
    return [tf.reshape(shared, a.shape)];
  };

/** What a composite gives for a layer, if it is a rule; what that gives is looked at, too. */
function checkedRule({ name }: Layer, rule: Rule): Rule {
  checkRule(name, rule);
  const { forSamples, outside } = rule;
  const shares: Rule = (part, a, relevance, divide) =>
    oneForEach(a, `what the rule for ${shown(name)} gives`, rule(part, a, relevance, divide));
  const distances = (a: tf.Tensor4D) =>
    oneForEach(a, `what outside of the rule for ${shown(name)} gives`, outside?.(a));
  return Object.assign(shares, { forSamples, ...(outside && { outside: distances }) });
}

/** What a rule gives, if it is a number for each value of a. */
function oneForEach({ shape }: tf.Tensor4D, name: string, given: tf.Tensor | undefined): tf.Tensor {
  checkKind(name, given, {
    holds: (value) =>
      tensor().holds(value) && tf.util.arraysEqual((value as tf.Tensor).shape, shape),
    described: `a tensor of shape [${shape}]`,
  });
  return toFloat(given as tf.Tensor);
}

/** A normalisation of channels, which is a factor and a shift for each. */
const isFoldable = (layer: Layer): boolean =>
  kindOf(layer).linear === normalization && normalisesChannels(layer);
