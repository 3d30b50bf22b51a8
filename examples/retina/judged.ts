import {
  balancedAccuracy,
  type ConfusionMatrix,
  diagnoseLearningRate,
  sensitivity,
} from 'fourier-xai';
import { type Experiment, experiments } from './experiments';
import type { Run } from './task';

/** A line of the table. */
export interface Judged {
  readonly experiment: Experiment;
  readonly run: Run;
  readonly diagnosis: ReturnType<typeof diagnoseLearningRate>;
}

export const judgedOf = (runs: readonly Run[]): Judged[] =>
  runs.map((run, i) => ({
    ...{ experiment: experiments[i] as Experiment, run },
    diagnosis: diagnoseLearningRate(run.history),
  }));

export const columns = [
  'training',
  'epochs',
  'best epoch',
  'training loss, last epoch',
  'training sensitivity, last epoch',
  'training sensitivity, best epoch',
  'validation balanced accuracy',
  'test loss',
  'test balanced accuracy',
  'test sensitivity of each class',
  'verdict',
] as const;

/** As text, for each of the columns. */
export function cells({ experiment, run, diagnosis }: Judged): string[] {
  const { last, train, validation, test } = run.confusion;
  return [
    experiment.name,
    String(run.epochs),
    String(run.best),
    digits(run.history['loss']?.at(-1)),
    balancedAccuracy(last).toFixed(3),
    balancedAccuracy(train).toFixed(3),
    balancedAccuracy(validation).toFixed(3),
    digits(run.testLoss),
    balancedAccuracy(test).toFixed(3),
    sensitivities(test).join(' '),
    verdictOf(diagnosis.verdict),
  ];
}

/** Of each class; a dash where a class has no images. */
export const sensitivities = (matrix: ConfusionMatrix): string[] =>
  sensitivity(matrix).map((value, i) =>
    matrix[i]?.some((count) => count > 0) ? value.toFixed(2) : '-',
  );

export const digits = (value = Number.NaN): string =>
  Number.isNaN(value) ? '-' : String(Number(value.toPrecision(3)));

/** tooLarge as too large. */
export const verdictOf = (verdict: string): string =>
  verdict.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
