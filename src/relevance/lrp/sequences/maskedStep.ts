import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import type { Step } from './cell';

/** A step that samples with mask 0 do not take: their states stay, and so does the relevance of these. */
export function maskedStep(step: Step, before: readonly tf.Tensor2D[], mask: tf.Tensor2D): Step {
  const left = tf.sub(1, mask);
  const either = (taken: tf.Tensor2D, kept: tf.Tensor2D): tf.Tensor2D =>
    tf.add(tf.mul(taken, mask), tf.mul(kept, left));
  return {
    states: step.states.map((state, i) => either(state, itemAt(before, i))),
    back: (relevance, share, divide) => {
      const taken = relevance.map((part) => tf.mul<tf.Tensor2D>(part, mask));
      const { x, states } = step.back(taken, share, divide);
      return { x, states: states.map((state, i) => either(state, itemAt(relevance, i))) };
    },
  };
}
