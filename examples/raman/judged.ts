import { accuracy, balancedAccuracy, diagnoseLearningRate } from 'fourier-xai';
import type { Experiment } from './experiments';
import type { Run } from './worker';

/** A line of the table of learning rates. */
export interface Judged {
  readonly experiment: Experiment;
  readonly run: Run;
  readonly diagnosis: ReturnType<typeof diagnoseLearningRate>;
}

export const judged = (experiment: Experiment, run: Run): Judged => ({
  experiment,
  run,
  diagnosis: diagnoseLearningRate(run.history),
});

const verdicts = {
  tooSmall: 'too small',
  ok: 'ok',
  large: 'large',
  tooLarge: 'too large',
} as const;

export const columns = [
  'learning rate',
  'epochs',
  'training loss',
  'loss',
  'accuracy',
  'balanced accuracy',
  'verdict',
] as const;

/** As text, for each of the columns. */
export function cells({ experiment, run, diagnosis }: Judged): string[] {
  const last = (key: string) => (run.history[key]?.at(-1) ?? Number.NaN).toFixed(3);
  return [
    experiment.name,
    String(experiment.epochs),
    last('loss'),
    last('val_loss'),
    accuracy(run.confusion).toFixed(3),
    balancedAccuracy(run.confusion).toFixed(3),
    verdicts[diagnosis.verdict],
  ];
}

const width = 20;
const line = (texts: readonly string[]) =>
  texts
    .map((text) => text.padEnd(width))
    .join('')
    .trimEnd();

export const scoreTitles = (): string => line(columns);
export const scoreLine = (one: Judged): string => line(cells(one));
