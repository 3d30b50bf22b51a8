import * as tf from '@tensorflow/tfjs-core';
import { slope } from '../../gradients/inputGradient';
import { explainedBy, type Target } from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';

/**
 * The relevance with which a pass begins: every output y gets y ⊙ ∂t/∂y, where t is what is explained. A class gets its
 * logit, all others 0; where t is linear in the outputs, they add up to it.
 */
export function outputRelevance(
  outputs: readonly tf.Tensor[],
  target: Target | undefined,
): tf.Tensor[] {
  const batch = itemAt(itemAt(outputs, 0).shape, 0);
  // as one tensor: t need not depend on all of them
  const joined = tf.concat(
    outputs.map((y) => tf.reshape(y, [batch, -1])),
    1,
  );
  const apart = (values: tf.Tensor): tf.Tensor[] => {
    let first = 0;
    return outputs.map(({ shape, size }) => {
      const part = tf.slice(values, [0, first], [batch, size / batch]);
      first += size / batch;
      return tf.reshape(part, shape);
    });
  };
  const explained = explainedBy(target, [...outputs]);
  return apart(tf.mul(joined, slope(apart, explained, joined)));
}
