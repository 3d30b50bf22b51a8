import { check } from '../internal/check';
import { steepestFall } from './steepestFall';

/** One entry a step in each list; fewer than `steps` where the loss diverged. */
export interface LearningRateRangeTest {
  /** From the minimum upwards, each the same multiple of the one before. */
  readonly learningRates: number[];
  /** Of each step's batch before the step, regularization included. */
  readonly losses: number[];
  /** The exponential moving average of the losses, which begins with the first one. */
  readonly smoothedLosses: number[];
  /**
   * The rate at which the smoothed loss falls most steeply over the logarithm of the rate: by central differences, at
   * the ends by the difference to the neighbour. Undefined where it never falls.
   */
  readonly suggested: number | undefined;
}

interface LossCurve {
  /** Takes the loss of a step; false where the test has to end with it. A loss that is not finite is left out. */
  add(learningRate: number, loss: number): boolean;
  result(): LearningRateRangeTest;
}

interface LossCurveSettings {
  readonly smoothing: number;
  readonly divergence: number;
}

export function lossCurve(caller: string, { smoothing, divergence }: LossCurveSettings): LossCurve {
  const learningRates: number[] = [];
  const losses: number[] = [];
  const smoothedLosses: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  return {
    add(learningRate, loss) {
      const before = smoothedLosses.at(-1);
      const smoothed = before === undefined ? loss : smoothing * before + (1 - smoothing) * loss;
      check(
        before !== undefined || Number.isFinite(loss),
        caller,
        `the loss must be finite before the first step, but it is ${loss}`,
      );
      if (!Number.isFinite(smoothed)) return false;
      learningRates.push(learningRate);
      losses.push(loss);
      smoothedLosses.push(smoothed);
      least = Math.min(least, smoothed);
      return smoothed - least <= (divergence - 1) * Math.abs(least);
    },
    result() {
      const steepest = steepestFall(smoothedLosses);
      const suggested = steepest === undefined ? undefined : learningRates[steepest];
      return { learningRates, losses, smoothedLosses, suggested };
    },
  };
}
