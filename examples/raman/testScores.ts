import { accuracy, balancedAccuracy } from 'fourier-xai';
import type { Run } from './task';

/** Loss, accuracy and balanced accuracy on the test mice, after the last epoch. */
export const testScores = ({ testLoss, testConfusion }: Run): [number, number, number] => [
  testLoss ?? Number.NaN,
  testConfusion ? accuracy(testConfusion) : Number.NaN,
  testConfusion ? balancedAccuracy(testConfusion) : Number.NaN,
];
