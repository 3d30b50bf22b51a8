import * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';
import { sumOf } from '../../internal/sumOf';
import { asImages } from '../../linear/asImages';
import { perSample } from '../batches/perSample';
import type { Propagation } from './propagation';
import { forwardValues, type OnTheWay, passBack, type RelevancePass } from './relevancePass';
import { type Divide, stabilised } from './stabilised';

/** What of the logit does not reach the input by rules, [batch] each. */
export interface RelevanceLosses {
  /** The share of biases, and of values on either side of 0 that a rule leaves out. */
  readonly biases: tf.Tensor;
  /** Σ R ε / (z + ε): what stabilizers keep. */
  readonly absorbed: tf.Tensor;
  /** By layer, how far its inputs lie outside of what its rule is valid for, at most. */
  readonly outside: ReadonlyMap<string, tf.Tensor>;
}

/** The losses of every step with a denominator: what of it ε absorbs, and the rest, which biases take. */
export function relevanceLosses(
  pass: RelevancePass,
  x: tf.Tensor,
  target: Target | undefined,
): RelevanceLosses {
  const none = tf.zeros([itemAt(x.shape, 0)]);
  let [biases, absorbed]: tf.Tensor[] = [none, none];
  const outside = new Map<string, tf.Tensor>();
  const share: OnTheWay['share'] = (step, inputs, relevance, mask, output) => {
    noteOutside(step, inputs, outside);
    const kept: tf.Tensor[] = [];
    const divide: Divide = (r, z, epsilon) => {
      const s = stabilised(r, z, epsilon);
      kept.push(perSample(tf.sub(r, tf.mul(s, z))));
      return s;
    };
    const shares = step.share(inputs, relevance, divide, mask, output);
    if (kept.length > 0) {
      const byEpsilon = sumOf(kept);
      const passed = sumOf(shares.map(perSample));
      absorbed = tf.add(absorbed as tf.Tensor, byEpsilon);
      biases = tf.add(biases as tf.Tensor, tf.sub(tf.sub(perSample(relevance), passed), byEpsilon));
    }
    return shares;
  };
  passBack(pass, forwardValues(pass, x), target, { share });
  return { biases, absorbed, outside } as RelevanceLosses;
}

function noteOutside(
  { rule, layer }: Propagation,
  [a]: readonly tf.Tensor[],
  outside: Map<string, tf.Tensor>,
): void {
  if (!rule?.outside || !a) return;
  const distances = rule.outside(asImages(a));
  outside.set(layer.name, tf.max(tf.reshape(distances, [itemAt(a.shape, 0), -1]), 1));
}
