import { checkKind } from '../internal/check';
import { callback, integer, number } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { checkedSchedule } from './checkedSchedule';
import type { Schedule } from './schedule';

export interface WarmupOptions {
  /** Epochs before the schedule begins: an integer of at least 0. No default. */
  readonly epochs: number;
}

const kinds: KindsOf<WarmupOptions> = { epochs: integer(0) };

/**
 * A straight line from the schedule's first rate over epochs + 1 up to that rate, which epoch `epochs` reaches; from
 * there on the schedule, with its epochs counted from 0: the gradual warmup of Goyal et al. (2017), section 2.2, by epochs.
 *
 * A schedule whose first rate depends on the optimizer's, as that of {@link exponentialDecay}, is recognised by NaN
 * for its epoch 0 after a rate of NaN.
 *
 * @param schedule what follows
 * @returns a schedule
 * @throws where schedule is no function, or epochs no integer of at least 0
 * @example
 * const schedule = warmup(cosineDecay({ initialLearningRate: 0.1, epochs: 10 }), { epochs: 4 });
 * [0, 1, 4, 9].map((epoch) => schedule(epoch, 0.1)); // → [0.02, 0.04, 0.1, 0.05]
 */
export function warmup(schedule: Schedule, options: WarmupOptions): Schedule {
  return named('warmup', () => {
    const { epochs } = optionsOf(options, kinds, ['epochs']);
    checkKind('schedule', schedule, callback);
    const rateOf: Schedule = (epoch, learningRate) => {
      const rate = schedule(epoch, learningRate);
      checkKind(`the rate that the schedule gives for epoch ${epoch}`, rate, number);
      return rate;
    };
    return checkedSchedule('warmup', (epoch, learningRate) => {
      if (epoch > epochs) return rateOf(epoch - epochs, learningRate);
      return (firstRate(rateOf, epochs, epoch, learningRate) * (epoch + 1)) / (epochs + 1);
    });
  });
}

/** The rate that the warm-up leads to, told from the rate of the epoch before where the schedule alone does not say. */
function firstRate(
  schedule: Schedule,
  epochs: number,
  epoch: number,
  learningRate: number,
): number {
  const first = schedule(0, Number.NaN);
  if (Number.isFinite(first)) return first;
  checkKind('learningRate', learningRate, number);
  return epoch === 0 ? schedule(0, learningRate) : (learningRate * (epochs + 1)) / epoch;
}
