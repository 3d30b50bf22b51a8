import { madeFrom } from '../shared/madeFrom';
import { experimentOf } from './experiments';
import type { Features } from './sets';
import type { Task } from './task';

/** What a training is made from: wherever it is kept. */
export function fingerprint({
  set,
  train,
  validation,
  test,
  modelFile: _,
  ...settings
}: Task): string {
  const { learningRate, augmentation } = experimentOf(settings.experiment);
  const where = 'images' in set ? set.from : undefined;
  const parts = [...('features' in set ? [set.features] : []), train, validation, test];
  return madeFrom(
    { ...settings, learningRate, augmentation, where },
    ...parts.flatMap(({ values, labels }: Features) => [values, labels]),
  );
}
