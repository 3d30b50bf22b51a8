import { checkKind } from '../internal/check';
import { integer, number, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import type { KindsOf } from '../internal/options';
import { checkedSchedule } from './checkedSchedule';
import type { Schedule } from './schedule';
import { scheduleOptions } from './scheduleOptions';

export interface ExponentialDecayOptions {
  /** Epochs that keep the optimizer's rate: an integer of at least 0. No default. */
  readonly holdEpochs: number;
  /** What the logarithm of the learning rate loses in each later epoch, at least 0. No default. */
  readonly rate: number;
}

const kinds: KindsOf<ExponentialDecayOptions> = { holdEpochs: integer(0), rate: numberFrom(0) };

/**
 * The exponential scheduler of the source document: the optimizer's own rate for `holdEpochs` epochs, then e^-rate times
 * that of the epoch before.
 *
 * @returns a schedule of the rate of the epoch before
 * @throws where holdEpochs is no integer of at least 0, or rate negative or not finite
 * @example
 * const schedule = exponentialDecay({ holdEpochs: 10, rate: 0.1 });
 * [schedule(9, 0.01), schedule(10, 0.01)]; // → [0.01, 0.00905]
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  return named('exponentialDecay', () => {
    const { holdEpochs, rate } = scheduleOptions(options, kinds, ['holdEpochs', 'rate']);
    const factor = Math.exp(-rate);
    return checkedSchedule('exponentialDecay', (epoch, learningRate) => {
      checkKind('learningRate', learningRate, number);
      return epoch < holdEpochs ? learningRate : learningRate * factor;
    });
  });
}
