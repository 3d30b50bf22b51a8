import { numberAbove } from '../internal/kinds';
import { named } from '../internal/named';
import type { KindsOf } from '../internal/options';
import { checkedSchedule } from './checkedSchedule';
import { checkFalls, decayKinds } from './decayKinds';
import type { EpochSchedule } from './schedule';
import { scheduleOptions } from './scheduleOptions';

export interface PolynomialDecayOptions {
  /** The rate of epoch 0, above 0. No default. */
  readonly initialLearningRate: number;
  /** The first epoch with the final rate, which all later ones keep: an integer of at least 1. No default. */
  readonly epochs: number;
  /** From 0 to the initial rate. Default: 1e-4, or the initial rate where that is less. */
  readonly finalLearningRate?: number | undefined;
  /** The exponent, above 0. Default: 1, a straight line. */
  readonly power?: number | undefined;
}

const kinds: KindsOf<PolynomialDecayOptions> = { ...decayKinds, power: numberAbove(0) };

/**
 * As Keras' PolynomialDecay: final + (initial - final) · (1 - epoch / epochs)^power.
 *
 * @returns a schedule; give it to {@link learningRateScheduler}
 * @throws on options out of their ranges; unlike Keras, where the rate would rise
 * @example
 * const schedule = polynomialDecay({ initialLearningRate: 0.1, epochs: 10, finalLearningRate: 0, power: 2 });
 * [0, 5, 10].map((epoch) => schedule(epoch)); // → [0.1, 0.025, 0]
 */
export function polynomialDecay(options: PolynomialDecayOptions): EpochSchedule {
  return named('polynomialDecay', () => {
    const {
      initialLearningRate,
      epochs,
      finalLearningRate = Math.min(1e-4, initialLearningRate),
      power = 1,
    } = scheduleOptions(options, kinds, ['initialLearningRate', 'epochs']);
    checkFalls(initialLearningRate, finalLearningRate);
    const range = initialLearningRate - finalLearningRate;
    const left = (epoch: number) => Math.max(epochs - epoch, 0) / epochs;
    return checkedSchedule(
      'polynomialDecay',
      (epoch) => finalLearningRate + range * left(epoch) ** power,
    );
  });
}
