import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { learningRateOf, setLearningRate } from './learningRateOf';

/** Trains a model's weights, though not by its optimizer. */
export interface PrivateTrainer {
  /** One step with a batch; its loss before that step. */
  step(x: tf.Tensor, y: tf.Tensor, learningRate: number): Promise<number>;
  dispose(): void;
}

/**
 * Trains with a new optimizer of the same settings, so that rate, moments and step count of the model's own stay, which
 * tf.js could not restore (Adamax does not tell its moments). The model itself keeps its optimizer: it is trained
 * through an object that inherits everything else from it.
 */
export function privateTrainer(model: LayersModel): PrivateTrainer {
  learningRateOf(model);
  const optimizer = newOptimizer(model.optimizer);
  const twin = Object.create(inner(model)) as LayersModel;
  twin.optimizer = optimizer;
  return {
    async step(x, y, learningRate) {
      setLearningRate(twin, learningRate);
      const outcome = await twin.trainOnBatch(x, y);
      return Array.isArray(outcome) ? itemAt(outcome, 0) : outcome;
    },
    dispose() {
      optimizer.dispose();
      // of a momentum optimizer tf.js forgets the tensor that holds the rate
      tf.dispose((optimizer as unknown as { c?: tf.Tensor }).c ?? []);
    },
  };
}

/** The model to which a sequential one leaves its training. */
const inner = (model: LayersModel): LayersModel =>
  model instanceof Sequential ? (model as unknown as { model: LayersModel }).model : model;

function newOptimizer(optimizer: tf.Optimizer): tf.Optimizer {
  const make = optimizer.constructor as tf.serialization.SerializableConstructor<tf.Optimizer>;
  check(
    typeof make.fromConfig === 'function' && typeof optimizer.getConfig === 'function',
    `the optimizer must have getConfig and fromConfig, but ${make.name} has not`,
  );
  return make.fromConfig(make, optimizer.getConfig());
}
