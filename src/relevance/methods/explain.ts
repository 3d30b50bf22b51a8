import { mul, type Tensor } from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { type GradientOptions, slope } from '../../gradients/inputGradient';
import { targetMask } from '../../gradients/target';
import { optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import type { BatchOptions } from '../batches/batchesOf';
import { overBatches } from '../batches/overBatches';

export interface ExplainOptions extends GradientOptions, BatchOptions {}

/** What a method may ask of the model on behalf of some samples. */
export interface Explained {
  /** The samples. */
  readonly x: Tensor;
  /** Number of the first among all. */
  readonly first: number;
  /** The outputs of the target classes, chosen at x, [batch, classes] with 0 for all others. */
  outputs(at: Tensor): Tensor;
  /** Their gradient. */
  slope(at: Tensor): Tensor;
}

/** The relevance that a method finds, some samples at a time. */
export function explain<T extends Tensor>(
  model: Differentiable,
  x: T,
  options: ExplainOptions,
  relevanceOf: (explained: Explained) => Tensor,
): T {
  const { target, output = 'logits', ...rest } = optionsOf(options);
  const f = outputsOf(model, output, x);
  return overBatches(x, target, rest, (some, targets, first) => {
    const samples = toFloat(some);
    const mask = targetMask(f(samples), targets);
    return relevanceOf({
      ...{ x: samples, first },
      outputs: (at) => mul(f(at), mask),
      slope: (at) => slope(f, mask, at),
    });
  }) as T;
}
