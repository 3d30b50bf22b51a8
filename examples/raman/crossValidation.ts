import {
  type ConfusionMatrix,
  type Fold,
  mergeConfusionMatrices,
  stratifiedGroupKFold,
} from 'fourier-xai';
import { experimentOf } from './experiments';
import { fingerprint } from './fingerprint';
import type { Options } from './options';
import { type Samples, some, standardised } from './samples';
import type { Run, Task } from './task';
import { cacheFile, trainAll } from './trainings';

export interface CrossValidation {
  readonly folds: readonly Fold[];
  readonly runs: readonly Run[];
  /** Of all folds together. */
  readonly confusion: ConfusionMatrix;
  /** The first fold's test spectra, as its network sees them. */
  readonly firstTest: Samples;
  /** The file of the first fold's model. */
  readonly modelFile: string;
  /** What this model was made from. */
  readonly madeFrom: string;
}

const FOLDS = 5;

/** A new model for every fold, tested on mice that it never saw. */
export async function crossValidate(
  experiment: string,
  options: Options,
  samples: Samples,
  mice: readonly number[],
): Promise<CrossValidation> {
  const folds = foldsOf(samples, mice, options.seed);
  const [first, ...others] = foldTasks(experiment, options, samples, folds) as [Task, ...Task[]];
  const modelFile = cacheFile(options.cache, first, 'model');
  const runs = await trainAll('cross-validation', [{ ...first, modelFile }, ...others], options);
  return {
    folds,
    runs,
    confusion: mergeConfusionMatrices(...runs.map(({ confusion }) => confusion)),
    firstTest: first.validation,
    modelFile,
    madeFrom: fingerprint(first),
  };
}

/** Folds of whole mice, the classes as even as they can be. */
export const foldsOf = ({ labels }: Samples, mice: readonly number[], seed: number): Fold[] =>
  stratifiedGroupKFold(labels, mice, { splits: FOLDS, shuffle: true, seed });

export function foldTasks(
  experiment: string,
  { epochs, seed, width }: Options,
  samples: Samples,
  folds: readonly Fold[],
): Task[] {
  const { balanced } = experimentOf(experiment, epochs);
  return folds.map((fold, i) => {
    const parts = [some(samples, fold.train), some(samples, fold.test)] as const;
    const [train, validation] = (balanced ? standardised(...parts) : parts) as typeof parts;
    return { experiment, epochs, width, seed: seed + i, train, validation };
  });
}
