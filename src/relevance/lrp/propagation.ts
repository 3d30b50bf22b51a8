import * as tf from '@tensorflow/tfjs-core';
import { adjointRun } from '../../linear/adjointRun';
import { classNameOf } from '../../model/classNameOf';
import type { Call, Value } from '../../model/flatGraph';
import { applyLayer, type Layer } from '../../model/graph';
import { activationOf } from '../../model/logits';
import { normalizesChannels, readLayer } from '../../model/readLayer';
import { applyUnfused } from '../../model/unfused';
import { asImages, imageSize } from './asImages';
import type { Composite, WeightedLayer } from './composite';
import { hasParts, layerParts, type Neighbours, scalingPart } from './layerParts';
import type { Rule } from './rule';
import { epsilonRule } from './rules/epsilonRule';
import { type Divide, STABILIZER } from './stabilized';

/** Shares the relevance of a layer's output out among its inputs. */
export type Share = (
  inputs: readonly tf.Tensor[],
  relevance: tf.Tensor,
  divide: Divide,
) => tf.Tensor[];

/** How relevance passes back through a call, or through a layer with weights and what becomes part of it. */
export interface Propagation {
  readonly inputs: readonly Value[];
  readonly share: Share;
  /** The layer, where it has no rule and relevance follows the gradient. */
  readonly fallback?: Layer;
}

/** What becomes of the relevance of every call's output. */
export function propagations(
  calls: readonly Call[],
  outputs: readonly Value[],
  indexOf: (layer: Layer) => number | undefined,
  composite: Composite,
): Map<Call, Propagation> {
  const found = new Map<Call, Propagation>();
  const kinds = new Set<WeightedLayer['kind']>();
  const ruleOf = ({ layer }: Call): Rule => {
    const kind = classNameOf(layer) === 'Dense' ? 'dense' : 'convolution';
    const [isFirst, isFirstOfKind] = [kinds.size === 0, !kinds.has(kind)];
    kinds.add(kind);
    return composite({ name: layer.name, index: indexOf(layer), kind, isFirst, isFirstOfKind });
  };
  const rules = new Map<Call, Rule>();
  for (const call of calls) {
    if (isWeighted(call)) rules.set(call, ruleOf(call));
    const normalized = normalizedBy(call);
    const rule = rules.get(normalized ?? call);
    const normalization = normalized && call.layer;
    if (rule) found.set(call, weightedPropagation(normalized ?? call, rule, normalization));
    else found.set(call, propagationOf(call));
  }
  return found;

  /** The call with weights of which a normalisation becomes part. */
  function normalizedBy(call: Call): Call | undefined {
    const before = isFoldable(call.layer) ? privateCall(call) : undefined;
    const isPlain = before && activationOf(before.layer) === 'linear' && rules.has(before);
    return isPlain ? before : undefined;
  }

  function weightedPropagation(call: Call, rule: Rule, normalization?: Layer): Propagation {
    const before = privateCall(call);
    const isPadded =
      before !== undefined &&
      classNameOf(before.layer) === 'ZeroPadding2D' &&
      classNameOf(call.layer) !== 'Conv2DTranspose' &&
      readLayer(before.layer, before.inputs[0]?.shape ?? []) !== undefined;
    const padding = isPadded ? before.layer : undefined;
    const share = byRule(call.layer, rule, { padding, normalization });
    return { inputs: (isPadded ? before : call).inputs, share };
  }

  /** The call that gives what a call reads, if nothing else reads it. */
  function privateCall({ inputs: [value] }: Call): Call | undefined {
    if (!value?.call || outputs.includes(value)) return undefined;
    const readers = calls.filter(({ inputs }) => inputs.includes(value));
    return readers.length === 1 ? value.call : undefined;
  }
}

/** Whether a call has rules. */
export const isWeighted = ({ layer, inputs }: Call): boolean =>
  inputs.length === 1 && hasParts(layer, inputs[0]?.shape ?? []);

function propagationOf({ layer, inputs }: Call): Propagation {
  const share = shareOf(layer);
  return share ? { inputs, share } : { inputs, share: byGradient(layer), fallback: layer };
}

const byRule =
  (layer: Layer, rule: Rule, neighbours: Neighbours): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const parts = layerParts(layer, a, neighbours);
    const values = [asImages(a)];
    // of separable layers, what is between the two
    for (const { weights, forward } of parts.slice(0, -1)) {
      values.push(forward(weights, values.at(-1) as tf.Tensor4D));
    }
    const shared = parts.reduceRight(
      (r, part, i) => rule(part, values[i] as tf.Tensor4D, r, divide),
      asImages(relevance),
    );
    return [tf.reshape(shared, a.shape)];
  };

/** Layers that leave values in their places, and change each on its own. */
const passing =
  /^(Activation|ReLU|LeakyReLU|PReLU|ELU|ThresholdedReLU|Softmax|Dropout|SpatialDropout1D|GaussianDropout|GaussianNoise|AlphaDropout|Masking|Flatten|Reshape)$/;

/** Layers that move, repeat or choose values: the gradient of what they give is where relevance goes. */
const moving =
  /^(Flatten|Permute|RepeatVector|ZeroPadding[12]D|Cropping[12]D|UpSampling[12]D|(Global)?MaxPooling[12]D)$/;

function shareOf(layer: Layer): Share | undefined {
  const name = classNameOf(layer);
  const isPlain = name !== 'Flatten' || isLastChannels(layer);
  if (passing.test(name) && isPlain) return passOn;
  if (moving.test(name)) return byGradient(layer);
  if (name === 'Add' || name === 'Average') return bySummands;
  if (name === 'Concatenate') return (inputs, r) => split(layer, inputs, r);
  if (/^(Global)?AveragePooling[12]D$/.test(name))
    return isLastChannels(layer) ? byMeans(layer) : undefined;
  if (isFoldable(layer)) return byScaling(layer);
  if (name === 'Rescaling') return byRescaling(layer);
  return undefined;
}

const passOn: Share = ([x], relevance) => [tf.reshape(relevance, (x as tf.Tensor).shape)];

const byGradient =
  (layer: Layer): Share =>
  (inputs, relevance) =>
    gradientShares(layer, inputs, [relevance]);

/** Relevance of each of a layer's outputs along its gradient. */
export function gradientShares(
  layer: Layer,
  inputs: readonly tf.Tensor[],
  relevance: readonly (tf.Tensor | undefined)[],
): tf.Tensor[] {
  const weighed = (...values: tf.Tensor[]) => {
    const outputs = [applyUnfused(layer, values)].flat();
    const parts = outputs.flatMap((y, i) => (relevance[i] ? tf.sum(tf.mul(y, relevance[i])) : []));
    return tf.addN(parts) as tf.Scalar;
  };
  return tf.grads(weighed)([...inputs]);
}

/** In proportion to the summands, as Zennit's Norm rule. */
const bySummands: Share = (inputs, relevance, divide) => {
  const sum = inputs.reduce((a, b) => tf.add(a, b));
  const s = divide(relevance, sum, STABILIZER);
  return inputs.map((x) => summed(tf.mul(x, s), x.shape));
};

/** Over the axes along which an input was broadcast. */
function summed(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const missing = x.rank - shape.length;
  const axes = x.shape.flatMap((n, axis) => (n === (shape[axis - missing] ?? 1) ? [] : [axis]));
  return tf.reshape(tf.sum(x, axes), [...shape]);
}

function split(layer: Layer, inputs: readonly tf.Tensor[], relevance: tf.Tensor): tf.Tensor[] {
  const axis = (layer.getConfig()['axis'] as number | undefined) ?? -1;
  const along = axis < 0 ? axis + relevance.rank : axis;
  const sizes = inputs.map(({ shape }) => shape[along] as number);
  return tf.split(relevance, sizes, along);
}

/** A mean's values share in proportion, as Zennit's Norm rule. */
const byMeans =
  (layer: Layer): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const maps = readLayer(layer, a.shape)?.maps;
    if (!maps) return byGradient(layer)([a], relevance, divide);
    const means = asImages(applyLayer(layer, [a]) as tf.Tensor);
    const s = divide(asImages(relevance), means, STABILIZER);
    const shares = tf.mul(asImages(a), adjointRun(maps, s, imageSize(a)));
    return [tf.reshape(shares, a.shape)];
  };

const isLastChannels = (layer: Layer): boolean =>
  layer.getConfig()['dataFormat'] !== 'channelsFirst';

/** A normalisation of channels, which is a factor and a shift for each. */
const isFoldable = (layer: Layer): boolean =>
  classNameOf(layer) === 'BatchNormalization' && normalizesChannels(layer);

/** One factor and one shift for all, by the ε rule. */
const byRescaling =
  (layer: Layer): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const scale = (layer.getConfig() as { scale?: number }).scale ?? 1;
    const s = divide(relevance, applyLayer(layer, [a]) as tf.Tensor, STABILIZER);
    return [tf.mul(tf.mul(a, scale), s)];
  };

/** By the ε rule, a normalisation that is part of no other layer: where Zennit passes relevance on, its shift takes a share. */
const byScaling =
  (layer: Layer): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const part = scalingPart(layer, imageSize(a));
    if (!part) return byGradient(layer)([a], relevance, divide);
    const shared = epsilonRule()(part, asImages(a), asImages(relevance), divide);
    return [tf.reshape(shared, a.shape)];
  };
