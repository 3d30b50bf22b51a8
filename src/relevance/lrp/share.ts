import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { adjointRun } from '../../linear/adjointRun';
import { asImages, imageSize } from '../../linear/asImages';
import { applyCall } from '../../model/evaluate';
import { ofOneRank, split, summedTo } from '../../model/forms/joiningForms';
import type { Call } from '../../model/graph';
import { applyLayer, type Layer } from '../../model/layer';
import { isChannelsLast } from '../../model/layerConfig';
import type { RelevanceKind } from '../../model/layerKind';
import { relevanceKindOf } from '../../model/layerKinds';
import { pullBack } from '../../model/pullBack';
import { linearPart } from '../../model/readLayer';
import { gates } from './gates';
import { type Divide, STABILISER } from './stabilised';

/**
 * Shares the relevance of a call's output out among its inputs.
 *
 * @param mask of a call that reads one
 * @param output that relevance belongs to: not needed, but it may save a forward pass
 */
export type Share = (
  inputs: readonly tf.Tensor[],
  relevance: tf.Tensor,
  divide: Divide,
  mask?: tf.Tensor | undefined,
  output?: tf.Tensor | undefined,
) => tf.Tensor[];

/** How relevance passes a call that has no rule; undefined where nothing is known of it but its gradient. */
export function shareOf(call: Call): Share | undefined {
  const kind = relevanceKindOf(call);
  return kind && kind in shares ? shares[kind as Shared](call) : undefined;
}

type Shared = Exclude<RelevanceKind, 'rule' | 'affine' | 'recurrent' | 'bothWays' | 'eachTime'>;

/** To where the gradient of a call's outputs leads. */
export const byGradient =
  (call: Call): Share =>
  (inputs, relevance, _, mask) =>
    pullBack({ call, inputs, mask }, [relevance]);

const passOn: Share = ([x], relevance) => [tf.reshape(relevance, (x as tf.Tensor).shape)];

const shares: Record<Shared, (call: Call) => Share> = {
  order: (call) => (isChannelsLast(call.layer) ? passOn : byGradient(call)),
  gradient: byGradient,
  summands: () => bySummands,
  parts: ({ layer }) => byParts(layer),
  means: (call) => (isChannelsLast(call.layer) ? byMeans(call) : byContributions(call)),
  contributions: byContributions,
  factors: byFactors,
};

/** In proportion to what each value of a linear layer adds to z, by the ε rule. */
function byContributions(call: Call): Share {
  const bare = { ...call, isBare: true };
  return (inputs, relevance, divide) => {
    const z = applyCall(bare, inputs) as tf.Tensor;
    const slopes = pullBack({ call: bare, inputs }, [divide(relevance, z, STABILISER)]);
    return slopes.map((slope, i) => tf.mul(itemAt(inputs, i), slope));
  };
}

/** All to what is no gate (Arras et al. 2017), in equal parts where there are several such factors. */
function byFactors(call: Call): Share {
  const isGate = gates(call);
  const signals = isGate.filter((gate) => !gate).length;
  const shareOut = byContributions(call);
  return (inputs, relevance, divide) =>
    shareOut(inputs, relevance, divide).map((share, i) =>
      isGate[i] ? tf.zerosLike(share) : tf.div(share, signals),
    );
}

/** In proportion to the summands, as Zennit's Norm rule. */
export const bySummands: Share = (inputs, relevance, divide) => {
  const all = ofOneRank(inputs);
  const sum = all.reduce((a, b) => tf.add(a, b));
  const s = divide(relevance, sum, STABILISER);
  return all.map((x, i) => tf.reshape(summedTo(x.shape, tf.mul(x, s)), itemAt(inputs, i).shape));
};

const byParts =
  (layer: Layer): Share =>
  (inputs, relevance) =>
    split(layer, inputs, relevance);

/** A mean's values share in proportion, as Zennit's Norm rule. */
const byMeans =
  (call: Call): Share =>
  ([x], relevance, divide) => {
    const a = x as tf.Tensor;
    const ops = linearPart(call.layer, a.shape);
    if (!ops) return byContributions(call)([a], relevance, divide);
    const means = asImages(applyLayer(call.layer, [a]) as tf.Tensor);
    const s = divide(asImages(relevance), means, STABILISER);
    const shared = tf.mul(asImages(a), adjointRun(ops, s, imageSize(a)));
    return [tf.reshape(shared, a.shape)];
  };
