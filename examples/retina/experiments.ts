import { type Head, version1, version2 } from './heads';
import type { Length } from './options';

/** What a network is trained on: the images as they are, the same with rotated copies, or rotated anew in each epoch. */
export type Augmentation = 'none' | 'fixed' | 'anew';

/** A head, and how it is trained. */
export interface Experiment {
  readonly name: string;
  readonly head: Head;
  readonly learningRate: number;
  readonly augmentation: Augmentation;
  readonly epochs: Readonly<Record<Length, number>>;
  /** What the document's table has of it. */
  readonly document: {
    readonly epochs: string;
    readonly loss: number;
    readonly accuracy: number;
    /** In a few words. */
    readonly says: string;
  };
}

const rates = { head: version1, augmentation: 'none' } as const;

/** The document's table, and its last section. Rotating anew takes the base in every epoch. */
export const experiments: readonly Experiment[] = [
  {
    ...{ ...rates, name: '0.01', learningRate: 0.01 },
    epochs: { small: 6, usual: 400, full: 1000 },
    document: {
      ...{ epochs: 'over 300', loss: 1.269, accuracy: 0 },
      says: 'too large: large fluctuations, and it diverges',
    },
  },
  {
    ...{ ...rates, name: '1e-3', learningRate: 1e-3 },
    epochs: { small: 6, usual: 100, full: 100 },
    document: {
      ...{ epochs: '70', loss: 6.166, accuracy: 0.472 },
      says: 'large: fast, with medium variations; training sensitivity 1 after 70 epochs',
    },
  },
  {
    ...{ ...rates, name: '1e-5', learningRate: 1e-5 },
    epochs: { small: 6, usual: 200, full: 200 },
    document: {
      ...{ epochs: '150', loss: 2.611, accuracy: 0.361 },
      says: 'small: slow, with small variations; training sensitivity 1 after 150 epochs',
    },
  },
  {
    ...{ ...rates, name: '1e-4', learningRate: 1e-4 },
    epochs: { small: 6, usual: 200, full: 200 },
    document: {
      ...{ epochs: '40', loss: 2.294, accuracy: 0.44 },
      says: 'ok: converges fast; training sensitivity 1 after 40 epochs',
    },
  },
  {
    ...{ name: '1e-4, larger set', head: version1, learningRate: 1e-4, augmentation: 'fixed' },
    epochs: { small: 4, usual: 100, full: 200 },
    document: {
      ...{ epochs: 'none', loss: Number.NaN, accuracy: Number.NaN },
      says: 'named as the other way to augment, not tried',
    },
  },
  {
    ...{ name: '1e-4, rotated anew', head: version1, learningRate: 1e-4, augmentation: 'anew' },
    epochs: { small: 3, usual: 200, full: 500 },
    document: {
      ...{ epochs: '50', loss: 5.483, accuracy: 0.496 },
      says: 'converges slowly; the text says after 500 epochs, the table 50',
    },
  },
  {
    ...{
      name: 'version 2, rotated anew',
      head: version2,
      learningRate: 1e-4,
      augmentation: 'anew',
    },
    epochs: { small: 3, usual: 200, full: 300 },
    document: {
      ...{ epochs: '30', loss: 2.554, accuracy: 0.554 },
      says: 'converges fast, and the test is better than before',
    },
  },
];

/** The experiment of that name. */
export function experimentOf(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (!found) throw new Error(`no experiment is called ${name}`);
  return found;
}
