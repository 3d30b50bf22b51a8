import type { ConfusionMatrix } from 'fourier-xai';
import type { EpochHistory } from '../shared/historyPlot';
import type { ThreadTask } from '../shared/trainInThreads';
import type { BaseChoice } from './base';
import type { Features, ImageSet } from './sets';

/** What a head is trained on: features that stay, or images that are rotated anew in each epoch, with what makes features of them. */
export type TrainingSet =
  | { readonly features: Features }
  | { readonly images: ImageSet; readonly base: BaseChoice; readonly from: string };

/** A training, for a thread of its own. */
export interface Task extends ThreadTask {
  /** The name of an experiment. */
  readonly experiment: string;
  readonly epochs: number;
  readonly classes: number;
  readonly seed: number;
  /** Epochs from one validation to the next. */
  readonly every: number;
  readonly set: TrainingSet;
  /** Of the training images as they are: what the head is judged by in the end, beside validation and test. */
  readonly train: Features;
  readonly validation: Features;
  readonly test: Features;
}

/** How it went. */
export interface Run {
  /** Loss, accuracy of every epoch; what begins with val_ of each so many. */
  readonly history: EpochHistory;
  readonly epochs: number;
  /** The epoch, from 1, whose weights the head ends with: the least loss of the validation images. */
  readonly best: number;
  readonly confusion: {
    /** Of the training images, with the weights of the last epoch. */
    readonly last: ConfusionMatrix;
    /** With those that the head ends with. */
    readonly train: ConfusionMatrix;
    readonly validation: ConfusionMatrix;
    readonly test: ConfusionMatrix;
  };
  /** Cross-entropy of the test images, with the weights that the head ends with. */
  readonly testLoss: number;
  readonly seconds: number;
}
