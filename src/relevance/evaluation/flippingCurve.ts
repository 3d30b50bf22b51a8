import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { explainedBy, predictedClasses, type Target } from '../../gradients/target';
import { checkFinite } from '../../internal/checkFinite';
import { itemAt } from '../../internal/itemAt';
import { integer } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';
import { maskShape, spatialSize } from '../../internal/spatialSize';
import { type ProgressOptions, startProgress } from '../../internal/startProgress';
import { toFloat } from '../../internal/toFloat';
import { type Baseline, baselineFor, checkBaseline } from '../batches/baseline';
import type { BatchOptions } from '../batches/batchesOf';
import { rowsInBatches } from '../batches/rowsInBatches';
import { evaluationKinds } from './evaluationKinds';
import { trapezoids } from './trapezoids';

export interface FlippingOptions extends BatchOptions, ProgressOptions {
  /** Points of the curve but the first, at most 10,000: only those where something has changed are computed. Default: 20. */
  readonly steps?: number | undefined;
  /** What is left when all is gone: a number, or a tensor of x's shape or of one sample's. Default: 0. */
  readonly baseline?: Baseline | undefined;
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
}

export const flippingKinds: KindsOf<FlippingOptions> = {
  steps: integer(1, 10_000),
  ...evaluationKinds,
};

/** How y falls, or rises, along the way. */
export interface FlippingCurve {
  /** The mean of y over the samples, after 0, 1/steps, ... of the way. */
  readonly curve: readonly number[];
  /** Under the curve, by trapezoids, of a way of length 1. */
  readonly area: number;
  /** How many samples it is the mean of. */
  readonly count: number;
}

/** What goes, or comes, in which order. */
export interface Flipping {
  /** The place of every pixel, or bin, in its sample's order, sample after sample. */
  readonly places: Uint32Array;
  /** Places that a sample has. */
  readonly count: number;
  /** Whether it comes rather than goes. */
  readonly comes: boolean;
  /** What of x - baseline there is where `mask`, [batch, ...size, 1] or of rows of numbers [batch, size], is 1. */
  readonly part: (difference: tf.Tensor, mask: tf.Tensor) => tf.Tensor;
}

/** The mean of the target's logit as ever more of x goes, or comes; progress is told in points of the curve. */
export async function flippingCurve(
  model: Differentiable,
  x: tf.Tensor,
  flipping: Flipping,
  options: FlippingOptions,
): Promise<FlippingCurve> {
  const { steps = 20, baseline = 0, target, batchSize, onProgress, signal } = options;
  const f = outputsOf(model, { output: 'logits', target }, x);
  checkBaseline(baseline, x);
  await checkFinite('x', x);
  if (typeof baseline !== 'number') await checkFinite('baseline', baseline);
  const reached = startProgress({ onProgress, signal });
  const loop = { batchSize, signal };
  const predicted = (some: tf.Tensor) =>
    tf.expandDims<tf.Tensor2D>(predictedClasses(f(toFloat(some))), 1);
  const chosen =
    target === undefined ? (await rowsInBatches(x, undefined, loop, predicted)).flat() : target;
  const meanAfter = async (passed: number): Promise<number> => {
    const outputs = await rowsInBatches(x, chosen, loop, (some, targets, first) => {
      const base = baselineFor(baseline, some, first);
      const mask = maskAfter(flipping, passed, some, first);
      const y = f(tf.add(base, flipping.part(tf.sub(toFloat(some), base), mask)));
      return tf.expandDims(explainedBy(targets, y)(y), 1);
    });
    return sum(outputs.flat()) / outputs.length;
  };
  const passed = Array.from({ length: steps + 1 }, (_, step) =>
    Math.round((step / steps) * flipping.count),
  );
  const curve: number[] = [];
  for (const [step, count] of passed.entries()) {
    const isAsBefore = count === passed[step - 1];
    curve.push(isAsBefore ? itemAt(curve, -1) : await meanAfter(count));
    if (count !== passed[step + 1]) await reached(step + 1, steps + 1);
  }
  return { curve, area: trapezoids(curve), count: itemAt(x.shape, 0) };
}

/** 1 where something is there when so many have passed, for samples from number `first` on. */
function maskAfter(
  { places, comes }: Flipping,
  passed: number,
  x: tf.Tensor,
  first: number,
): tf.Tensor {
  const samples = itemAt(x.shape, 0);
  const size = spatialSize(x);
  const bins = size.reduce((a, b) => a * b, 1);
  const some = places.subarray(first * bins, (first + samples) * bins);
  return tf.tensor(
    Float32Array.from(some, (place) => (place < passed === comes ? 1 : 0)),
    [samples, ...maskShape(x, size)],
  );
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
