import { integer, numberAbove, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import type { KindsOf } from '../internal/options';
import { checkedSchedule } from './checkedSchedule';
import type { EpochSchedule } from './schedule';
import { scheduleOptions } from './scheduleOptions';

export interface OneCycleOptions {
  /** The highest rate, above 0. No default. */
  readonly maxLearningRate: number;
  /** Epochs of the whole cycle, an integer of at least 1; later ones keep the last one's rate. No default. */
  readonly epochs: number;
  /** The share of the epochs in which the rate rises, from 0 to 1. Default: 0.3. */
  readonly riseShare?: number | undefined;
  /** The highest rate over that of epoch 0, at least 1. Default: 25. */
  readonly initialDivisor?: number | undefined;
  /** The rate of epoch 0 over that of the last one, at least 1. Default: 1e4. */
  readonly finalDivisor?: number | undefined;
}

const kinds: KindsOf<OneCycleOptions> = {
  maxLearningRate: numberAbove(0),
  epochs: integer(1),
  riseShare: numberFrom(0, 1),
  initialDivisor: numberFrom(1),
  finalDivisor: numberFrom(1),
};

/**
 * The 1cycle policy (Smith & Topin 2018): half a cosine up to the highest rate, half a cosine down. Two phases, meanings
 * and defaults as PyTorch's OneCycleLR, with an epoch for its step: the highest rate is that of epoch
 * riseShare · epochs - 1, which need not be an integer, and the last rate that of epoch epochs - 1.
 *
 * @returns a schedule; give it to {@link learningRateScheduler}
 * @throws on options out of their ranges
 * @example
 * const schedule = oneCycle({ maxLearningRate: 0.1, epochs: 11, riseShare: 0.3 });
 * [0, 10].map((epoch) => schedule(epoch)); // → [0.004, 4e-7]
 */
export function oneCycle(options: OneCycleOptions): EpochSchedule {
  return named('oneCycle', () => {
    const {
      maxLearningRate,
      epochs,
      riseShare = 0.3,
      initialDivisor = 25,
      finalDivisor = 1e4,
    } = scheduleOptions(options, kinds, ['maxLearningRate', 'epochs']);
    const initial = maxLearningRate / initialDivisor;
    const final = initial / finalDivisor;
    const [peak, end] = [riseShare * epochs - 1, epochs - 1];
    return checkedSchedule('oneCycle', (epoch) => {
      const now = Math.min(epoch, end);
      const isRising = now <= peak && peak > 0;
      const low = isRising ? initial : final;
      const share = isRising ? now / peak : (end - now) / (end - peak || 1);
      return low + (maxLearningRate - low) * Math.sin((Math.PI / 2) * share) ** 2;
    });
  });
}
