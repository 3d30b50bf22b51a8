import type { Scalar } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { learningRateOf } from './learningRateOf';

/** What tf.js hands to callbacks, and afterwards writes into the history. */
export type Logs = Record<string, number | Scalar>;

/** Puts the rate of the epoch that ends under `lr`, unless another callback has done so, and perhaps changed it since. */
export function logLearningRate(model: LayersModel, logs: Logs): void {
  logs['lr'] ??= learningRateOf(model);
}
