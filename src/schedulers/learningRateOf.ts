import type { Optimizer } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';

/** What tf.js' optimizers have, though their types hide it; SGD and momentum keep the rate in a tensor besides. */
interface Rated {
  learningRate: number;
  setLearningRate?(learningRate: number): void;
}

function ratedOptimizer(model: LayersModel): Rated {
  const optimizer = model?.optimizer as Optimizer | undefined;
  check(
    optimizer !== undefined && optimizer !== null,
    'the model must be compiled, but it has no optimizer',
  );
  const rated = optimizer as unknown as Rated;
  check(
    typeof rated.learningRate === 'number',
    `the optimizer must have a number learningRate, but it is ${typeof rated.learningRate}`,
  );
  return rated;
}

/** The rate of the model's optimizer; refuses a model that has none. */
export const learningRateOf = (model: LayersModel): number => ratedOptimizer(model).learningRate;

/** Gives the model's optimizer a rate from its next step on. */
export function setLearningRate(model: LayersModel, learningRate: number): void {
  const optimizer = ratedOptimizer(model);
  if (optimizer.setLearningRate) optimizer.setLearningRate(learningRate);
  else optimizer.learningRate = learningRate;
}
