import * as tf from '@tensorflow/tfjs-core';
import type { OutputsOf } from '../../gradients/differentiable';
import { slope } from '../../gradients/inputGradient';
import { explainedBy, predictedClasses, shapeOf, type Target } from '../../gradients/target';
import { itemAt } from '../../internal/itemAt';
import { toFloat } from '../../internal/toFloat';
import type { Origin } from '../batches/origin';
import { partOf } from '../batches/partOf';
import { perSample } from '../batches/perSample';
import { relevanceLosses } from '../lrp/relevanceLosses';
import type { RelevancePass } from '../lrp/relevancePass';

/** What a receipt is told by. */
export interface Told {
  readonly f: OutputsOf;
  /** All samples. */
  readonly x: tf.Tensor;
  readonly relevance: tf.Tensor;
  readonly origin: Origin | undefined;
  /** Of LRP. */
  readonly pass: RelevancePass | undefined;
  /** Where the way to x begins, for all samples. */
  readonly from: tf.Tensor | undefined;
}

/** What is read of each sample, and by layer how far inputs lie outside of what the rule is valid for. */
export type ReceiptNumbers = [
  ...[predicted: number, output: number, reference: number],
  ...[relevanceSum: number, biasShare: number, absorbed: number],
  ...distances: number[],
];

/**
 * {@link ReceiptNumbers} of some samples, from number `first` on, the layers that the distances are of, and the
 * outputs' shape.
 */
export function receiptNumbers(
  { f, x, relevance, origin, pass, from }: Told,
  some: tf.Tensor,
  targets: Target | undefined,
  first: number,
): { numbers: tf.Tensor2D; layers: readonly string[]; shape: readonly number[] } {
  const samples = toFloat(some);
  const logits = f(samples);
  const explained = explainedBy(targets, logits);
  const y = explained(logits);
  const count = itemAt(some.shape, 0);
  const part = (of: tf.Tensor) => partOf(of, first, first + count);
  const none = tf.zeros([count]);
  const isByGradient = origin === undefined || origin.method === 'gradientTimesInput';
  const byGradient = () => tf.sub(y, perSample(tf.mul(samples, slope(f, explained, samples))));
  const { biases, absorbed, outside } =
    origin?.composite && pass
      ? relevanceLosses(pass.forSamples(x, first, first + count), samples, targets)
      : { biases: isByGradient ? byGradient() : none, absorbed: none, outside: undefined };
  const columns = [
    ...[targets === undefined ? toFloat(predictedClasses(logits)) : none, y],
    ...[from ? explained(f(part(from))) : none, perSample(toFloat(part(relevance)))],
    ...[biases, absorbed, ...(outside?.values() ?? [])],
  ];
  return {
    numbers: tf.stack(columns, 1) as tf.Tensor2D,
    layers: [...(outside?.keys() ?? [])],
    shape: shapeOf(logits),
  };
}
