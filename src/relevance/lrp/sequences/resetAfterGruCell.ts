import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import { sumOf } from '../../../internal/sumOf';
import type { Layer } from '../../../model/layer';
import { STABILISER } from '../stabilised';
import { type Cell, type CellWeights, cellWeights, preActivation } from './cell';

/** Of a ResetAfterGRU, the candidate's sum as two gates: 2 sees the inputs alone, 3 the state alone. */
export function resetAfterWeights(layer: Layer): CellWeights {
  const [, , both] = layer.getWeights() as [Tensor2D, Tensor2D, Tensor2D | undefined];
  const [ofInputs, ofState] = both ? tf.unstack(both) : [];
  const { kernels, recurrent, ...rest } = cellWeights(layer, ofInputs as Tensor1D | undefined);
  const others = ofState ? tf.split<Tensor1D>(ofState as Tensor1D, 3) : [];
  const withZeros = (gates: readonly Tensor2D[], at: 2 | 3): Tensor2D[] => {
    const candidate = itemAt(gates, 2);
    const none = tf.zerosLike(candidate);
    return [...gates.slice(0, 2), ...(at === 2 ? [candidate, none] : [none, candidate])];
  };
  const biases = rest.biases.map((bias, gate) => {
    const other = others[gate];
    return bias && other && gate < 2 ? tf.add<Tensor1D>(bias, other) : bias;
  });
  return {
    ...rest,
    kernels: withZeros(kernels, 2),
    recurrent: withZeros(recurrent, 3),
    biases: [...biases, others[2]],
  };
}

/** h' = z ⊙ h + (1 - z) ⊙ f(x·W + b + r ⊙ (h·U + c)): the gates z and r take none. */
export const resetAfterGruCell: Cell = (weights, x, [h]) => {
  const before = h as Tensor2D;
  const [update, reset] = [0, 1].map((gate) =>
    weights.gate(preActivation(weights, gate, x, before)),
  ) as [Tensor2D, Tensor2D];
  const ofInputs = preActivation(weights, 2, x, before);
  const ofState = tf.mul<Tensor2D>(reset, preActivation(weights, 3, x, before));
  const sum = tf.add<Tensor2D>(ofInputs, ofState);
  const kept = tf.mul<Tensor2D>(update, before);
  const added = tf.mul<Tensor2D>(tf.sub(1, update), weights.activation(sum));
  const next = tf.add<Tensor2D>(kept, added);
  return {
    states: [next],
    back: ([relevance], share, divide) => {
      const s = divide(relevance as Tensor2D, next, STABILISER);
      const t = divide(tf.mul(added, s), sum, STABILISER);
      const [x1, h1] = share(2, x, before, tf.mul(ofInputs, t));
      const [x2, h2] = share(3, x, before, tf.mul(ofState, t));
      return { x: tf.add(x1, x2), states: [sumOf([tf.mul(kept, s), h1, h2])] };
    },
  };
};
