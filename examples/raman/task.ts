import type { ConfusionMatrix } from 'fourier-xai';
import type { Samples } from './samples';

/** A training, for a thread of its own. */
export interface Task {
  /** The name of an experiment. */
  readonly experiment: string;
  /** Passes over the training spectra. */
  readonly epochs: number;
  readonly seed: number;
  /** Of the networks, as a share of the document's. */
  readonly width: number;
  readonly train: Samples;
  /** What the network is judged by after every epoch. */
  readonly validation: Samples;
  /** What it is judged by once, after the last epoch. */
  readonly test?: Samples;
  /** The file that the trained model is written to, if any. */
  readonly modelFile?: string;
}

/** A task with the file from which it goes on where it was stopped. */
export interface Training extends Task {
  readonly checkpoint: string;
}

/** How it went. */
export interface Run {
  /** Loss, accuracy, balanced accuracy, sensitivities and learning rate of every epoch. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Of the validation spectra, after the last epoch. */
  readonly confusion: ConfusionMatrix;
  /** The same of the test spectra, if any, and their mean cross-entropy, in nats. */
  readonly testConfusion?: ConfusionMatrix;
  readonly testLoss?: number;
  readonly seconds: number;
}
