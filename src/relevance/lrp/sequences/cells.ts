import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import { STABILISER } from '../stabilised';
import { type Cell, preActivation } from './cell';

/** h' = f(x·W + h·U + b). */
export const simpleCell: Cell = (weights, x, [h]) => {
  const before = h as tf.Tensor2D;
  const state = weights.activation(preActivation(weights, 0, x, before));
  return {
    states: [state],
    back: ([relevance], share) => {
      const [ofX, ofState] = share(0, x, before, relevance as tf.Tensor2D);
      return { x: ofX, states: [ofState] };
    },
  };
};

/** c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c'): the gates i, f and o take none (Arras et al. 2017). */
export const lstmCell: Cell = (weights, x, [h, c]) => {
  const [before, memory] = [h, c] as [tf.Tensor2D, tf.Tensor2D];
  const z = [0, 1, 2, 3].map((gate) => preActivation(weights, gate, x, before));
  const [input, forget, output] = [0, 1, 3].map((gate) => weights.gate(itemAt(z, gate))) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const kept = tf.mul<tf.Tensor2D>(forget, memory);
  const added = tf.mul<tf.Tensor2D>(input, weights.activation(itemAt(z, 2)));
  const next = tf.add<tf.Tensor2D>(kept, added);
  return {
    states: [tf.mul<tf.Tensor2D>(output, weights.activation(next)), next],
    back: ([ofH, ofC], share, divide) => {
      const relevance = tf.add(ofH as tf.Tensor2D, ofC as tf.Tensor2D);
      const s = divide(relevance, next, STABILISER);
      const [ofX, ofState] = share(2, x, before, tf.mul(added, s));
      return { x: ofX, states: [ofState, tf.mul(kept, s)] };
    },
  };
};

/** h' = z ⊙ h + (1 - z) ⊙ f(x·W + (r ⊙ h)·U + b): the gates z and r take none. */
export const gruCell: Cell = (weights, x, [h]) => {
  const before = h as tf.Tensor2D;
  const [update, reset] = [0, 1].map((gate) =>
    weights.gate(preActivation(weights, gate, x, before)),
  ) as [tf.Tensor2D, tf.Tensor2D];
  const seen = tf.mul<tf.Tensor2D>(reset, before);
  const kept = tf.mul<tf.Tensor2D>(update, before);
  const candidate = weights.activation(preActivation(weights, 2, x, seen));
  const added = tf.mul<tf.Tensor2D>(tf.sub(1, update), candidate);
  const next = tf.add<tf.Tensor2D>(kept, added);
  return {
    states: [next],
    back: ([relevance], share, divide) => {
      const s = divide(relevance as tf.Tensor2D, next, STABILISER);
      const [ofX, ofSeen] = share(2, x, seen, tf.mul(added, s));
      return { x: ofX, states: [tf.add(tf.mul(kept, s), ofSeen)] };
    },
  };
};
