import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { either, finite, tensor } from '../../internal/kinds';
import { toFloat } from '../../internal/toFloat';
import { partOf } from './partOf';

/** An input without information: a number for all values, or a tensor of the shape of the batch or of one sample. */
export type Baseline = number | tf.Tensor;

export const baselineKind = either(finite, tensor());

/** Refuses baselines that do not fit all samples x. */
export function checkBaseline(baseline: Baseline, x: tf.Tensor): void {
  if (typeof baseline === 'number') return;
  const sample = x.shape.slice(1);
  const one = [1, ...sample];
  check(
    [sample, one, x.shape].some((shape) => tf.util.arraysEqual(baseline.shape, shape)),
    `baseline must have shape [${sample}] or that of x, but its shape is [${baseline.shape}]`,
  );
}

/** The baseline of some samples, from number `first` on. */
export function baselineFor(baseline: Baseline, some: tf.Tensor, first: number): tf.Tensor {
  if (typeof baseline === 'number') return tf.fill(some.shape, baseline);
  const float = toFloat(baseline);
  const isOne = baseline.rank < some.rank || baseline.shape[0] === 1;
  if (isOne) return tf.add(tf.zerosLike(some), float);
  return partOf(float, first, first + itemAt(some.shape, 0));
}
