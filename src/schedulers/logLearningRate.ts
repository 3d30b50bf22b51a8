import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Logs } from '../internal/inFit';
import { learningRateOf } from './learningRateOf';

/** Puts the rate of the epoch that ends under `lr`, unless another callback has done so, and perhaps changed it since. */
export function logLearningRate(model: LayersModel, logs: Logs): void {
  if (!Object.hasOwn(logs, 'lr')) logs['lr'] = learningRateOf(model);
}
