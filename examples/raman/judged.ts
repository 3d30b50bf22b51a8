import { diagnoseLearningRate } from 'fourier-xai';
import { last, lowest } from './curves';
import { curveOf } from './effects';
import type { Experiment } from './experiments';
import { figure } from './numbers';
import type { Run } from './task';
import { testScores } from './testScores';

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

/** In words. */
export const verdicts = {
  tooSmall: 'too small',
  small: 'small',
  ok: 'ok',
  large: 'large',
  tooLarge: 'too large',
} as const;

export const columns = [
  'learning rate',
  'training loss (nats)',
  'training accuracy (share)',
  'least validation loss (nats)',
  'last validation loss (nats)',
  'test loss (nats)',
  'test accuracy (share)',
  'test balanced accuracy (share)',
  'verdict',
] as const;

/** As text, for each of the columns. */
export function cells({ experiment, run, diagnosis }: Judged): string[] {
  const least = lowest(curveOf(run, 'val_loss'));
  return [
    experiment.name,
    figure(last(curveOf(run, 'loss'))),
    figure(last(curveOf(run, 'acc'))),
    `${figure(least.value)} in epoch ${least.epoch}`,
    figure(last(curveOf(run, 'val_loss'))),
    ...testScores(run).map(figure),
    verdicts[diagnosis.verdict],
  ];
}
