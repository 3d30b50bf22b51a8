import * as tf from '@tensorflow/tfjs-core';
import { isSeen, keptWith } from '../../internal/keptWith';
import type { AdjointMeans } from '../../linear/adjointRun';
import type { LinearRun, Size } from '../../linear/linearOp';
import { runTensors } from '../../linear/runTensors';
import { adjointCosts, firstAdjointCosts } from './adjointCosts';
import { usualCosts } from './plan/costs';
import { planner } from './plan/runPlan';
import { quickConvolution } from './quickConvolution';
import { stageAdjoints } from './stageAdjoints';

/** Convolutions in the cheapest way; what is made of weights is kept with them. */
const quickMeans: AdjointMeans = { convolve: quickConvolution, make: keptWith };

const planFirst = planner(firstAdjointCosts);
export const planAdjoint = planner(adjointCosts);

/**
 * The transpose of a run's linear part, of cotangents [batch, rows, columns, out] for inputs of a size: map by map, or,
 * for stacks of convolutions, by fused kernels. Weights that are new get these where making them is predicted to pay at once.
 */
export function quickAdjoint(run: LinearRun, c: tf.Tensor4D, size: Size): tf.Tensor4D {
  const plan = isSeen(runTensors(run)) ? planAdjoint : planFirst;
  const { stages } = plan(run, size, { costs: usualCosts(), batch: c.shape[0] });
  return tf.tidy(() =>
    stageAdjoints(stages, size, quickMeans).reduceRight((y, adjoint) => adjoint(y), tf.clone(c)),
  );
}
