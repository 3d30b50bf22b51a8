import { balancedAccuracy, type TrainValidationTestSplit } from 'fourier-xai';
import { type Experiment, experimentsOf } from './experiments';
import { type Judged, judged } from './judged';
import type { Options } from './options';
import { type Samples, some } from './samples';
import { trainAll } from './trainings';
import type { Task } from './worker';

/** Every learning rate on the same mice. */
export async function compareRates(
  options: Options,
  samples: Samples,
  split: TrainValidationTestSplit,
): Promise<Judged[]> {
  const experiments = experimentsOf(options.epochs);
  const runs = await trainAll('learning rates', rateTasks(options, samples, split), options);
  return runs.map((run, i) => judged(experiments[i] as Experiment, run));
}

export function rateTasks(
  { epochs, seed, width }: Options,
  samples: Samples,
  split: TrainValidationTestSplit,
): Task[] {
  const parts = {
    train: some(samples, split.train),
    validation: some(samples, split.validation),
    test: some(samples, split.test),
  };
  return experimentsOf(epochs).map(({ name }) => ({
    ...{ experiment: name, epochs, seed, width },
    ...parts,
  }));
}

/** The line with the highest balanced accuracy of the validation mice. */
export function bestOf(table: readonly Judged[]): Judged {
  const score = ({ run }: Judged) => balancedAccuracy(run.confusion);
  return table.reduce((best, line) => (score(line) > score(best) ? line : best));
}
