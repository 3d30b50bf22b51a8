import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { tidyValue } from '../internal/tidyValue';
import { setLearningRate } from './learningRateOf';

/** Trains a model's weights, though not by its optimizer. */
export interface PrivateTrainer {
  /** Refuses data that tf.js would not train the model with. */
  checkData(x: tf.Tensor, y: tf.Tensor): void;
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
  const optimizer = newOptimizer(model.optimizer);
  const twin = Object.create(inner(model)) as LayersModel;
  twin.optimizer = optimizer;
  return {
    checkData(x, y) {
      const refusal = tidyValue(() => refusalOf(twin, x, y));
      check(
        refusal === undefined,
        `x and y must be what the model takes, but their shapes are [${x.shape}] and [${y.shape}]: ${refusal}`,
      );
    },
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

/** What tf.js says of data that do not fit. */
function refusalOf(model: LayersModel, x: tf.Tensor, y: tf.Tensor): string | undefined {
  try {
    // what its trainOnBatch does first
    (model as unknown as Standardizer).standardizeUserDataXY(x, y);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

interface Standardizer {
  standardizeUserDataXY(x: tf.Tensor, y: tf.Tensor): unknown;
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
