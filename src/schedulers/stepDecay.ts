import { check, checkInteger } from '../internal/check';
import { named } from '../internal/named';
import { checkNone, optionsOf } from '../internal/options';
import { checkPositive } from './checkPositive';
import type { Schedule } from './schedule';

export interface StepDecayOptions {
  /** The rate of the first step, above 0. No default. */
  readonly initialLearningRate: number;
  /** The factor from one step to the next: above 0, at most 1. No default. */
  readonly dropRate: number;
  /** Epochs that a step lasts: an integer of at least 1. No default. */
  readonly epochsDrop: number;
}

/**
 * The ladder scheduler of the source document: initialLearningRate · dropRate^⌊epoch / epochsDrop⌋.
 *
 * @throws on options out of their ranges
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  return named('stepDecay', () => {
    const { initialLearningRate, dropRate, epochsDrop, ...others } = optionsOf(options);
    checkNone(others);
    checkPositive('initialLearningRate', initialLearningRate);
    check(
      dropRate > 0 && dropRate <= 1,
      `dropRate must be above 0 and at most 1, but it is ${dropRate}`,
    );
    checkInteger('epochsDrop', epochsDrop, 1);
    return (epoch) => initialLearningRate * dropRate ** Math.floor(epoch / epochsDrop);
  });
}
