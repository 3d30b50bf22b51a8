import { madeFrom } from '../shared/madeFrom';
import type { Samples } from './samples';
import type { Task } from './task';

/** What a training is made from: wherever it is kept. What is changed in the experiments needs --retrain. */
export function fingerprint({ train, validation, test, modelFile: _, ...settings }: Task): string {
  const parts = [train, validation, ...(test ? [test] : [])];
  return madeFrom(settings, ...parts.flatMap(({ values, labels }: Samples) => [values, labels]));
}
