import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';

/** One entry a step in each list; fewer than `steps` where the loss diverged. */
export interface LearningRateRangeTest {
  /** From the minimum upwards, each the same multiple of the one before. */
  readonly learningRates: number[];
  /** Of each step's batch before the step, regularisation included. */
  readonly losses: number[];
  /** The exponential moving average of the losses, which begins with the first one. */
  readonly smoothedLosses: number[];
  /**
   * A tenth of the rate of the least smoothed loss, since the loss turns upwards where the rate is too large already.
   * Undefined where the loss is least in the first step.
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

export function lossCurve({ smoothing, divergence }: LossCurveSettings): LossCurve {
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
      const lowest = smoothedLosses.indexOf(least);
      const suggested = lowest > 0 ? itemAt(learningRates, lowest) / 10 : undefined;
      return { learningRates, losses, smoothedLosses, suggested };
    },
  };
}
