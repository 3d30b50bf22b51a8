import { check } from '../internal/check';
import { integer, numberAbove, numberFrom } from '../internal/kinds';

/** Of the options that decays have in common. */
export const decayKinds = {
  initialLearningRate: numberAbove(0),
  finalLearningRate: numberFrom(0),
  epochs: integer(1),
};

/** Refuses decays that would rise. */
export const checkFalls = (initialLearningRate: number, finalLearningRate: number): void =>
  check(
    finalLearningRate <= initialLearningRate,
    `finalLearningRate must not exceed initialLearningRate, ${initialLearningRate}, but it is ${finalLearningRate}`,
  );
