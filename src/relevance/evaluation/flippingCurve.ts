import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { explainedBy, predictedClasses, type Target } from '../../gradients/target';
import { checkInteger } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { optionsOf } from '../../internal/options';
import { maskShape, spatialSize } from '../../internal/spatialSize';
import { type ProgressOptions, startProgress } from '../../internal/startProgress';
import { toFloat } from '../../internal/toFloat';
import { type Baseline, baselineFor, checkBaseline } from '../batches/baseline';
import type { BatchOptions } from '../batches/batchesOf';
import { checkImages } from '../batches/checkImages';
import { rowsInBatches } from '../batches/rowsInBatches';

export interface FlippingOptions extends BatchOptions, ProgressOptions {
  /** Points of the curve but the first. Default: 20. */
  readonly steps?: number | undefined;
  /** What is left when all is gone: a number, or a tensor of x's shape or of one sample's. Default: 0. */
  readonly baseline?: Baseline | undefined;
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
}

/** How y falls, or rises, along the way. */
export interface FlippingCurve {
  /** The mean of y over the samples, after 0, 1/steps, ... of the way. */
  readonly curve: readonly number[];
  /** Under the curve, by trapezoids, of a way of length 1. */
  readonly area: number;
}

/** What goes, or comes, in which order. */
export interface Flipping {
  /** The place of every pixel, or bin, in its sample's order, sample after sample. */
  readonly places: readonly number[];
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
  const { steps = 20, baseline = 0, target, onProgress, signal, ...rest } = optionsOf(options);
  checkImages(model);
  const f = outputsOf(model, { output: 'logits', target }, x);
  checkInteger('steps', steps, 1);
  checkBaseline(baseline, x);
  const reached = startProgress({ onProgress, signal });
  const loop = { ...rest, signal };
  const chosen =
    target ??
    (
      await rowsInBatches(x, undefined, loop, (some) =>
        tf.expandDims(predictedClasses(f(toFloat(some))), 1),
      )
    ).flat();
  const curve: number[] = [];
  for (let step = 0; step <= steps; step++) {
    const outputs = await rowsInBatches(x, chosen, loop, (some, targets, first) => {
      const base = baselineFor(baseline, some, first);
      const mask = maskAfter(flipping, step / steps, some, first);
      const y = f(tf.add(base, flipping.part(tf.sub(toFloat(some), base), mask)));
      return tf.expandDims(explainedBy(targets, y)(y), 1);
    });
    curve.push(sum(outputs.flat()) / outputs.length);
    await reached(step + 1, steps + 1);
  }
  return { curve, area: trapezoids(curve) };
}

/** 1 where something is there after a share of the way, for samples from number `first` on. */
function maskAfter(
  { places, count, comes }: Flipping,
  share: number,
  x: tf.Tensor,
  first: number,
): tf.Tensor {
  const samples = itemAt(x.shape, 0);
  const passed = Math.round(share * count);
  const size = spatialSize(x);
  const bins = size.reduce((a, b) => a * b, 1);
  const some = places.slice(first * bins, (first + samples) * bins);
  return tf.tensor(
    some.map((place) => (place < passed === comes ? 1 : 0)),
    [samples, ...maskShape(x, size)],
  );
}

function trapezoids(curve: readonly number[]): number {
  const ends = (itemAt(curve, 0) + itemAt(curve, -1)) / 2;
  return (sum(curve) - ends) / (curve.length - 1);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
