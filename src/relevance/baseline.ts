import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { toFloat } from '../internal/toFloat';

/** An input without information: a number for all values, or a tensor of the shape of the batch or of one sample. */
export type Baseline = number | tf.Tensor;

/** The baseline of some samples, from number `first` on. */
export function baselineFor(
  caller: string,
  baseline: Baseline,
  x: tf.Tensor,
  first: number,
): tf.Tensor {
  if (typeof baseline === 'number') {
    check(
      Number.isFinite(baseline),
      caller,
      `baseline must be finite or a tensor, but it is ${baseline}`,
    );
    return tf.fill(x.shape, baseline);
  }
  const sample = x.shape.slice(1);
  const ofBatch = baseline.rank === x.rank && tf.util.arraysEqual(baseline.shape.slice(1), sample);
  check(
    ofBatch || tf.util.arraysEqual(baseline.shape, sample),
    caller,
    `baseline must have shape [${sample}] or that of x, but its shape is [${baseline.shape}]`,
  );
  const float = toFloat(baseline);
  if (!ofBatch) return tf.add(tf.zerosLike(x), float);
  if (baseline.shape[0] === 1) return tf.add(tf.zerosLike(x), float);
  return tf.slice(float, [first, ...sample.map(() => 0)], x.shape);
}
