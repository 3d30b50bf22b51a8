import type { TrainValidationTestSplit } from 'fourier-xai';
import { type Experiment, experimentsOf } from './experiments';
import { type Judged, judged } from './judged';
import type { Options } from './options';
import { type Samples, some, standardised } from './samples';
import type { Task } from './task';
import { trainAll } from './trainings';

/** Every learning rate on the same mice. */
export async function compareRates(
  options: Options,
  samples: Samples,
  split: TrainValidationTestSplit,
): Promise<Judged[]> {
  const experiments = experimentsOf(options.epochs);
  const tasks = rateTasks(options, samples, split);
  const runs = await trainAll('learning rates', tasks, options);
  return runs.map((run, i) => judged(experiments[i] as Experiment, run));
}

export function rateTasks(
  { epochs, seed, width }: Options,
  samples: Samples,
  split: TrainValidationTestSplit,
): Task[] {
  const { train, validation, test } = split;
  const parts = [some(samples, train), some(samples, validation), some(samples, test)] as const;
  return experimentsOf(epochs).map(({ name, balanced }) => ({
    ...{ experiment: name, epochs, seed, width },
    ...inParts(balanced ? standardised(...parts) : parts),
  }));
}

const inParts = ([train, validation, test]: readonly Samples[]) =>
  ({ train, validation, test }) as Pick<Task, 'train' | 'validation' | 'test'>;

/** The line with the highest balanced accuracy of the validation mice, as a mean of the later half of its epochs. */
export function bestOf(table: readonly Judged[]): Judged {
  const score = ({ run }: Judged) => laterMean(run.history['val_balancedAccuracy'] ?? []);
  return table.reduce((best, line) => (score(line) > score(best) ? line : best));
}

function laterMean(values: readonly number[]): number {
  const later = values.slice(Math.floor(values.length / 2));
  return later.reduce((sum, value) => sum + value, 0) / later.length;
}
