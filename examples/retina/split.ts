import { groupLabels, stratifiedGroupKFold, undersample } from 'fourier-xai';
import { UserError } from '../../support/userError';
import type { Photograph } from './photographs';

/** Indices of images. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** A seventh of the patients each for validation and test, the classes as even as they can be. */
const PARTS = 7;

/** No patient is on two sides. */
export function splitByPatient(photographs: readonly Photograph[], seed: number): Split {
  const patients = groupLabels(
    photographs.map(({ patient }) => patient),
    (patient) => patient,
  );
  const count = new Set(patients).size;
  if (count < PARTS) {
    throw new UserError(
      `there must be images of at least ${PARTS} patients, but there are ${count}`,
    );
  }
  const labels = photographs.map(({ label }) => label);
  const folds = stratifiedGroupKFold(labels, patients, { splits: PARTS, shuffle: true, seed });
  const [test = [], validation = []] = folds.map((fold) => fold.test);
  const held = new Set([...test, ...validation]);
  return {
    ...{ test, validation },
    train: labels.flatMap((_, i) => (held.has(i) ? [] : i)),
  };
}

/** The training images that stay, at most so many of a class: limits of classes that do not occur say nothing. */
export function undersampled(
  { train }: Split,
  photographs: readonly Photograph[],
  limits: Readonly<Record<string, number>>,
  seed: number,
): number[] {
  const labels = train.map((i) => (photographs[i] as Photograph).label);
  const present = new Set(labels.map(String));
  const maximum = Object.fromEntries(
    Object.entries(limits).filter(([label]) => present.has(label)),
  );
  return undersample(labels, { maximum, seed }).map((at) => train[at] as number);
}
