import { type ConfusionMatrix, groupKFold, mergeConfusionMatrices } from 'fourier-xai';
import type { Options } from './options';
import { type Samples, some } from './samples';
import { cacheFile, trainAll } from './trainings';
import type { Run, Task } from './worker';

export interface CrossValidation {
  readonly folds: readonly { readonly train: number[]; readonly test: number[] }[];
  readonly runs: readonly Run[];
  /** Of all folds together. */
  readonly confusion: ConfusionMatrix;
  /** The file of the first fold's model. */
  readonly modelFile: string;
}

const FOLDS = 5;

/** A new model for every fold, tested on mice that it never saw. */
export async function crossValidate(
  experiment: string,
  options: Options,
  samples: Samples,
  mice: readonly number[],
): Promise<CrossValidation> {
  const { epochs, seed, width, cache } = options;
  const folds = groupKFold(mice, { splits: FOLDS, shuffle: true, seed });
  const tasks = folds.map(
    ({ train, test }, i): Task => ({
      experiment,
      epochs,
      seed: seed + i,
      width,
      train: some(samples, train),
      test: some(samples, test),
    }),
  );
  const [first, ...others] = tasks as [Task, ...Task[]];
  const modelFile = cacheFile(cache, first, 'model');
  const runs = await trainAll('cross-validation', [{ ...first, modelFile }, ...others], options);
  return {
    folds,
    runs,
    confusion: mergeConfusionMatrices(...runs.map(({ confusion }) => confusion)),
    modelFile,
  };
}
