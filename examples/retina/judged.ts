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
  'epochs (number)',
  'best epoch (from 1)',
  'training loss, last epoch (nats)',
  'training sensitivity, last epoch (share)',
  'training sensitivity, best epoch (share)',
  'validation balanced accuracy (share)',
  'test loss (nats)',
  'test balanced accuracy (share)',
  'test sensitivity of each class (shares)',
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
