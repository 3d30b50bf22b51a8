import { classDistribution } from 'fourier-xai';
import type { Findings } from './findings';
import type { Runs } from './observations';
import { classNames } from './spectra';
import type { Run } from './task';

/** What the document's observations are compared with. */
export function runsOf({ table, samples, split }: Findings): Runs {
  const labels = split.train.map((i) => samples.labels[i] as number);
  return {
    run: (name) => table.find(({ experiment }) => experiment.name === name)?.run as Run,
    majority: Math.max(...classDistribution(labels, classNames.length)) / labels.length,
  };
}
