import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { adjointRun } from '../../linear/adjointRun';
import { applyDifferentiably } from '../../model/evaluate';
import type { Call } from '../../model/graph';
import { applyLayer, type Layer } from '../../model/layer';
import { configOf, isChannelsLast } from '../../model/layerConfig';
import { kindOf, type RelevanceKind } from '../../model/layerKinds';
import { normalisesChannels } from '../../model/linearForm';
import { linearPart } from '../../model/readLayer';
import { asImages, imageSize } from './asImages';
import { scalingPart } from './layerParts';
import { epsilonRule } from './rules/epsilonRule';
import { type Divide, STABILISER } from './stabilised';

/** Shares the relevance of a call's output out among its inputs. */
export type Share = (
  inputs: readonly tf.Tensor[],
  relevance: tf.Tensor,
  divide: Divide,
) => tf.Tensor[];

/** How relevance passes a call that has no rule; undefined where nothing is known of it but its gradient. */
export function shareOf(call: Call): Share | undefined {
  const { relevance } = kindOf(call.layer);
  return relevance === undefined || relevance === 'rule' ? undefined : shares[relevance](call);
}

/** To where the gradient of a call's outputs leads. */
export const byGradient =
  (call: Call): Share =>
  (inputs, relevance) =>
    gradientShares(call, inputs, [relevance]);

const passOn: Share = ([x], relevance) => [tf.reshape(relevance, (x as tf.Tensor).shape)];

const shares: Record<Exclude<RelevanceKind, 'rule'>, (call: Call) => Share | undefined> = {
  order: (call) => (isChannelsLast(call.layer) ? passOn : byGradient(call)),
  gradient: byGradient,
  summands: () => bySummands,
  parts: ({ layer }) => byParts(layer),
  means: (call) => (isChannelsLast(call.layer) ? byMeans(call) : undefined),
  channelFactors: (call) => (normalisesChannels(call.layer) ? byChannelFactors(call) : undefined),
  oneFactor: ({ layer }) => byOneFactor(layer),
};

/** Relevance of each of a call's outputs along its gradient. */
export function gradientShares(
  call: Call,
  inputs: readonly tf.Tensor[],
  relevance: readonly (tf.Tensor | undefined)[],
): tf.Tensor[] {
  const weighed = (...values: tf.Tensor[]) => {
    const outputs = [applyDifferentiably(call, values)].flat();
    const parts = outputs.flatMap((y, i) => (relevance[i] ? tf.sum(tf.mul(y, relevance[i])) : []));
    return tf.addN(parts) as tf.Scalar;
  };
  return tf.grads(weighed)([...inputs]);
}

/** In proportion to the summands, as Zennit's Norm rule. */
const bySummands: Share = (inputs, relevance, divide) => {
  const sum = inputs.reduce((a, b) => tf.add(a, b));
  const s = divide(relevance, sum, STABILISER);
  return inputs.map((x) => summed(tf.mul(x, s), x.shape));
};

/** Over the axes along which an input was broadcast. */
function summed(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const missing = x.rank - shape.length;
  const axes = x.shape.flatMap((n, axis) => (n === (shape[axis - missing] ?? 1) ? [] : [axis]));
  return tf.reshape(tf.sum(x, axes), [...shape]);
}

const byParts =
  (layer: Layer): Share =>
  (inputs, relevance) => {
    const axis = itemAt([configOf(layer).axis ?? -1].flat(), 0);
    const along = axis < 0 ? axis + relevance.rank : axis;
    const sizes = inputs.map(({ shape }) => itemAt(shape, along));
    return tf.split(relevance, sizes, along);
  };

/** A mean's values share in proportion, as Zennit's Norm rule. */
const byMeans =
  (call: Call): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const ops = linearPart(call.layer, a.shape);
    if (!ops) return byGradient(call)([a], relevance, divide);
    const means = asImages(applyLayer(call.layer, [a]) as tf.Tensor);
    const s = divide(asImages(relevance), means, STABILISER);
    const shared = tf.mul(asImages(a), adjointRun(ops, s, imageSize(a)));
    return [tf.reshape(shared, a.shape)];
  };

/** One factor and one shift for all, by the ε rule. */
const byOneFactor =
  (layer: Layer): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const scale = Number(configOf(layer).scale ?? 1);
    const s = divide(relevance, applyLayer(layer, [a]) as tf.Tensor, STABILISER);
    return [tf.mul(tf.mul(a, scale), s)];
  };

/** By the ε rule, a normalisation that is part of no other layer: where Zennit passes relevance on, its shift takes a share. */
const byChannelFactors =
  (call: Call): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const part = scalingPart(call.layer, imageSize(a));
    if (!part) return byGradient(call)([a], relevance, divide);
    const shared = epsilonRule()(part, asImages(a), asImages(relevance), divide);
    return [tf.reshape(shared, a.shape)];
  };
