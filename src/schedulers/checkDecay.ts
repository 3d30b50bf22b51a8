import { check, checkInteger, checkNonNegative } from '../internal/check';
import { checkPositive } from './checkPositive';

interface Decay {
  readonly initialLearningRate: number;
  readonly finalLearningRate: number;
  readonly epochs: number;
}

/** Refuses decays that do not last or that would rise. */
export function checkDecay({ initialLearningRate, finalLearningRate, epochs }: Decay): void {
  checkPositive('initialLearningRate', initialLearningRate);
  checkNonNegative('finalLearningRate', finalLearningRate);
  check(
    finalLearningRate <= initialLearningRate,
    `finalLearningRate must not exceed initialLearningRate, ${initialLearningRate}, but it is ${finalLearningRate}`,
  );
  checkInteger('epochs', epochs, 1);
}
