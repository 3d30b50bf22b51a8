import { integer, numberAbove } from '../internal/kinds';
import { named } from '../internal/named';
import type { KindsOf } from '../internal/options';
import { checkedSchedule } from './checkedSchedule';
import type { EpochSchedule } from './schedule';
import { scheduleOptions } from './scheduleOptions';

export interface StepDecayOptions {
  /** The rate of the first step, above 0. No default. */
  readonly initialLearningRate: number;
  /** The factor from one step to the next: above 0, at most 1. No default. */
  readonly dropRate: number;
  /** Epochs that a step lasts: an integer of at least 1. No default. */
  readonly epochsDrop: number;
}

const kinds: KindsOf<StepDecayOptions> = {
  initialLearningRate: numberAbove(0),
  dropRate: numberAbove(0, 1),
  epochsDrop: integer(1),
};

/**
 * The ladder scheduler of the source document: initialLearningRate · dropRate^⌊epoch / epochsDrop⌋.
 *
 * @returns a schedule; give it to {@link learningRateScheduler}
 * @throws on options out of their ranges
 * @example
 * const schedule = stepDecay({ initialLearningRate: 0.1, dropRate: 0.5, epochsDrop: 10 });
 * [0, 9, 10, 20].map((epoch) => schedule(epoch)); // → [0.1, 0.1, 0.05, 0.025]
 */
export function stepDecay(options: StepDecayOptions): EpochSchedule {
  return named('stepDecay', () => {
    const { initialLearningRate, dropRate, epochsDrop } = scheduleOptions(options, kinds, [
      'initialLearningRate',
      'dropRate',
      'epochsDrop',
    ]);
    return checkedSchedule(
      'stepDecay',
      (epoch) => initialLearningRate * dropRate ** Math.floor(epoch / epochsDrop),
    );
  });
}
