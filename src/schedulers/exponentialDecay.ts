import { checkInteger, checkNonNegative } from '../internal/check';
import { named } from '../internal/named';
import { checkNone, optionsOf } from '../internal/options';
import type { Schedule } from './schedule';

export interface ExponentialDecayOptions {
  /** Epochs that keep the optimizer's rate: an integer of at least 0. No default. */
  readonly holdEpochs: number;
  /** What the logarithm of the learning rate loses in each later epoch, at least 0. No default. */
  readonly rate: number;
}

/**
 * The exponential scheduler of the source document: the optimizer's own rate for `holdEpochs` epochs, then e^-rate times
 * that of the epoch before.
 *
 * @throws where holdEpochs is no integer of at least 0, or rate negative or not finite
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  return named('exponentialDecay', () => {
    const { holdEpochs, rate, ...others } = optionsOf(options);
    checkNone(others);
    checkInteger('holdEpochs', holdEpochs, 0);
    checkNonNegative('rate', rate);
    const factor = Math.exp(-rate);
    return (epoch, learningRate) => (epoch < holdEpochs ? learningRate : learningRate * factor);
  });
}
