import type { Tensor } from '@tensorflow/tfjs-core';
import { type Differentiable, type OutputsOf, outputsOf } from '../../gradients/differentiable';
import {
  type GradientOptions,
  gradientKinds,
  slope,
  slopeOfTarget,
} from '../../gradients/inputGradient';
import { explainedBy, type Target } from '../../gradients/target';
import type { KindsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';
import { type Origin, withOrigin } from '../batches/origin';
import { overBatches } from '../batches/overBatches';

export interface RelevanceOptions extends GradientOptions, BatchOptions {}

/** For options that extend these. */
export const relevanceKinds: KindsOf<RelevanceOptions> = { ...gradientKinds, ...batchKinds };

/** What a method may ask of the model on behalf of some samples. */
export interface Explained {
  /** The samples. */
  readonly x: Tensor;
  /** Number of the first among all. */
  readonly first: number;
  /** What is explained, [batch]; a class is chosen at x. */
  value(at: Tensor): Tensor;
  /** Its gradient. */
  slope(at: Tensor): Tensor;
}

/** The relevance that a method finds, some samples at a time; notes how the map was made. */
export function relevanceBy<T extends Tensor>(
  model: Differentiable,
  x: T,
  options: RelevanceOptions,
  origin: Origin,
  relevanceOf: (explained: Explained) => Tensor,
): T {
  return mapOf(model, x, options, origin, (f, samples, targets, first) => {
    const explained = explainedBy(targets, f(samples));
    return relevanceOf({
      ...{ x: samples, first },
      value: (at) => explained(f(at)),
      slope: (at) => slope(f, explained, at),
    });
  });
}

/** The same of a method that asks for the slope at the samples alone: one pass forward, one back. */
export function relevanceBySlope<T extends Tensor>(
  model: Differentiable,
  x: T,
  options: RelevanceOptions,
  origin: Origin,
  relevanceOf: (x: Tensor, slope: Tensor) => Tensor,
): T {
  return mapOf(model, x, options, origin, (f, samples, targets) =>
    relevanceOf(samples, slopeOfTarget(f, targets, samples)),
  );
}

function mapOf<T extends Tensor>(
  model: Differentiable,
  x: T,
  options: RelevanceOptions,
  origin: Origin,
  relevanceOf: (
    f: OutputsOf,
    samples: Tensor,
    targets: Target | undefined,
    first: number,
  ) => Tensor,
): T {
  const { target, output = 'logits' } = options;
  const f = outputsOf(model, { output, target }, x);
  const map = overBatches(x, target, options, (some, targets, first) =>
    relevanceOf(f, toFloat(some), targets, first),
  );
  return withOrigin(map, { output, ...origin }) as T;
}
