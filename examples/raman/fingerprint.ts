import { madeFrom } from '../shared/madeFrom';
import { experimentOf, ratesOf } from './experiments';
import type { Samples } from './samples';
import type { Task } from './task';

/** Another one for every other set of values that a run has. */
const LAYOUT = 2;

/** What a training is made from, wherever it is kept. What is changed in the networks needs --retrain. */
export function fingerprint({ experiment, epochs, seed, width, ...parts }: Task): string {
  const rates = ratesOf(experimentOf(experiment, epochs));
  const settings = { layout: LAYOUT, experiment, epochs, seed, width, rates };
  const { train, validation, test } = parts;
  const all: Samples[] = [train, validation, ...(test ? [test] : [])];
  return madeFrom(settings, ...all.flatMap(({ values, labels }) => [values, labels]));
}
