import { named } from '../internal/named';
import type { KindsOf } from '../internal/options';
import { checkedSchedule } from './checkedSchedule';
import { checkFalls, decayKinds } from './decayKinds';
import type { EpochSchedule } from './schedule';
import { scheduleOptions } from './scheduleOptions';

export interface CosineDecayOptions {
  /** The rate of epoch 0, above 0. No default. */
  readonly initialLearningRate: number;
  /** The first epoch with the final rate, which all later ones keep: an integer of at least 1. No default. */
  readonly epochs: number;
  /** From 0 to the initial rate. Default: 0. */
  readonly finalLearningRate?: number | undefined;
}

const kinds: KindsOf<CosineDecayOptions> = decayKinds;

/**
 * Half a cosine from the initial rate to the final one, without restarts (Loshchilov & Hutter 2017, equation 5):
 * final + (initial - final) · (1 + cos(π · epoch / epochs)) / 2.
 *
 * @returns a schedule; give it to {@link learningRateScheduler}
 * @throws on options out of their ranges
 * @example
 * const schedule = cosineDecay({ initialLearningRate: 0.1, epochs: 10 });
 * [0, 5, 10, 20].map((epoch) => schedule(epoch)); // → [0.1, 0.05, 0, 0]
 */
export function cosineDecay(options: CosineDecayOptions): EpochSchedule {
  return named('cosineDecay', () => {
    const {
      initialLearningRate,
      epochs,
      finalLearningRate = 0,
    } = scheduleOptions(options, kinds, ['initialLearningRate', 'epochs']);
    checkFalls(initialLearningRate, finalLearningRate);
    const range = initialLearningRate - finalLearningRate;
    // sin² is the same as (1 + cos) / 2, without its cancellation at the end
    const share = (epoch: number) =>
      Math.sin(((Math.PI / 2) * Math.max(epochs - epoch, 0)) / epochs) ** 2;
    return checkedSchedule('cosineDecay', (epoch) => finalLearningRate + range * share(epoch));
  });
}
