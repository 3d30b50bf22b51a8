import * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../../gradients/target';
import { check, checkInteger } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { integer, type Kind, listOf, record } from '../../internal/kinds';
import { nearestNames } from '../../internal/nearestNames';
import type { Origin } from '../batches/origin';
import type { Composite } from './composite';
import { type ForwardValues, passBack, type RelevancePass } from './relevancePass';

/** Channels of layers, by the layers' names or indices; of dense layers units. */
export type Through = Readonly<Record<string | number, readonly number[]>>;

export const throughKind: Kind = {
  holds: (value) =>
    record.holds(value) && Object.values(value as object).every(listOf(integer(0)).holds),
  described: 'an object { layer: [channel, ...] }',
};

/** Of a map by a composite; what passes some channels alone is a part of the logit that nobody knows beforehand. */
export const originOfMap = (composite: Composite, through: Through | undefined): Origin =>
  through ? { method: 'lrp through some channels', isRanking: true } : { method: 'lrp', composite };

/** A pass back in which relevance, where it has arrived at what these layers give, goes on in some channels alone. */
export function passThrough(
  pass: RelevancePass,
  values: ForwardValues,
  target: Target | undefined,
  through: Through = {},
): tf.Tensor {
  return passAt(pass, values, target, Object.keys(through), (relevance, name) =>
    onlyChannels(relevance, through[name] ?? [], name),
  );
}

/**
 * A pass back that does something with the relevance, [batch, ..., channels], that has arrived at what layers of these
 * names give. A convolution and a normalisation that becomes part of it are one layer, of both names.
 */
export function passAt(
  pass: RelevancePass,
  values: ForwardValues,
  target: Target | undefined,
  names: readonly string[],
  at: (relevance: tf.Tensor, name: string) => tf.Tensor,
): tf.Tensor {
  const reached = new Set<string>();
  const map = passBack(pass, values, target, {
    arriving: (call, step, relevance) => {
      const known = [call.layer, step.layer].flatMap((layer) => pass.namesOf(layer).names);
      const here = names.filter((name) => known.includes(name));
      for (const name of here) reached.add(name);
      return here.reduce(at, relevance);
    },
  });
  const others = () => pass.calls.flatMap(({ layer }) => pass.namesOf(layer).names[0] ?? []);
  for (const name of names) {
    check(
      reached.has(name),
      () => `relevance reaches no layer '${name}' among ${nearestNames(name, others())}`,
    );
  }
  return map;
}

/** Relevance, 0 but in some channels. */
function onlyChannels(relevance: tf.Tensor, channels: readonly number[], layer: string): tf.Tensor {
  const count = itemAt(relevance.shape, -1);
  for (const channel of channels) checkInteger(`a channel of '${layer}'`, channel, 0, count - 1);
  const kept = Array.from({ length: count }, (_, channel) => Number(channels.includes(channel)));
  return tf.tidy(() => tf.mul(relevance, tf.tensor1d(kept)));
}
