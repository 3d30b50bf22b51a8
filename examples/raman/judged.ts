import { accuracy, balancedAccuracy, diagnoseLearningRate } from 'fourier-xai';
import type { Experiment } from './experiments';
import type { Run } from './task';

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
  'epochs',
  'training loss',
  'validation loss',
  'accuracy',
  'balanced accuracy',
  'test mice',
  'verdict',
] as const;

/** As text, for each of the columns. */
export function cells({ experiment, run, diagnosis }: Judged): string[] {
  const last = (key: string) => fixed(run.history[key]?.at(-1));
  return [
    experiment.name,
    String(experiment.epochs),
    last('loss'),
    last('val_loss'),
    fixed(accuracy(run.confusion)),
    fixed(balancedAccuracy(run.confusion)),
    fixed(run.testConfusion && balancedAccuracy(run.testConfusion)),
    verdicts[diagnosis.verdict],
  ];
}

const fixed = (value = Number.NaN): string => value.toFixed(3);

/** The table for a terminal. */
export function textOf(table: readonly Judged[]): string {
  const rows = [columns, ...table.map(cells)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
