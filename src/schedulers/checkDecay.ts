import { check, checkInteger, checkNonNegative } from '../internal/check';
import { checkPositive } from './checkPositive';

interface Decay {
  readonly initialLearningRate: number;
  readonly finalLearningRate: number;
  readonly epochs: number;
}

/** Refuses decays that do not last or that would rise. */
export function checkDecay(
  caller: string,
  { initialLearningRate, finalLearningRate, epochs }: Decay,
): void {
  checkPositive(caller, 'initialLearningRate', initialLearningRate);
  checkNonNegative(caller, 'finalLearningRate', finalLearningRate);
  check(
    finalLearningRate <= initialLearningRate,
    caller,
    `finalLearningRate must not exceed initialLearningRate, ${initialLearningRate}, but it is ${finalLearningRate}`,
  );
  checkInteger(caller, 'epochs', epochs, 1);
}
