import { trainInThreads, trainingFile } from '../shared/trainInThreads';
import type { Base, BaseChoice } from './base';
import { experiments } from './experiments';
import { checkBytes, type FeatureOptions, featuresOfSet } from './features';
import { fingerprint } from './fingerprint';
import type { Options } from './options';
import type { ImageSet } from './sets';
import type { Run, Task, TrainingSet } from './task';
import { workOf } from './worker';

/** The images of each part of the split. */
export interface Parts {
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly test: ImageSet;
}

export interface Trainings {
  /** One for each experiment. */
  readonly runs: readonly Run[];
  /** The file of the last experiment's head, and what it was made from. */
  readonly modelFile: string;
  readonly madeFrom: string;
}

/** Trains a head for each experiment, on features that are computed once wherever images stay as they are. */
export async function trainAll(
  options: Options,
  base: Base,
  choice: BaseChoice,
  parts: Parts,
  classes: number,
): Promise<Trainings> {
  const { length, seed, every, workers, cache, retrain } = options;
  const features = (title: string, set: ImageSet, copies = 0) => {
    const how: FeatureOptions = { title, cache, seed, copies };
    return featuresOfSet(base, set, how);
  };
  checkBytes(parts.train.labels.length * (1 + options.copies), base.shape);
  const train = await features('features, training', parts.train);
  const judged = {
    train,
    validation: await features('features, validation', parts.validation),
    test: await features('features, test', parts.test),
  };
  const sets: Readonly<Record<'none' | 'fixed' | 'anew', TrainingSet>> = {
    none: { features: train },
    fixed: { features: await features('features, rotated', parts.train, options.copies) },
    anew: { images: parts.train, base: choice, from: base.from },
  };
  const tasks = experiments.map(({ name, augmentation, epochs }): Task => {
    const set = sets[augmentation];
    return { experiment: name, epochs: epochs[length], classes, seed, every, set, ...judged };
  });
  const last = tasks.at(-1) as Task;
  const madeFrom = fingerprint(last);
  const modelFile = trainingFile(cache, madeFrom, 'model');
  const runs = await trainInThreads<Task, Run>([...tasks.slice(0, -1), { ...last, modelFile }], {
    ...{ title: 'trainings', worker: new URL('worker.ts', import.meta.url), fingerprint, workOf },
    ...{ workers, cache, retrain },
  });
  return { runs, modelFile, madeFrom };
}
