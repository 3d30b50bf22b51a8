import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { oneHot } from '../../support/oneHot';
import { progressBar } from './progressBar';
import { type FitHistory, type ResumableFit, resumableFit } from './resumableFit';

/** How the training went. */
export interface History {
  /** Loss and accuracy of every batch. */
  readonly batches: { loss: number; accuracy: number }[];
  /** The same after each epoch on the test images, or, where the training may stop early, on images that are held out. */
  readonly epochs: { loss: number; accuracy: number }[];
  readonly seconds: number;
  /** Of a training that may stop early. */
  readonly stopping?: {
    readonly heldOut: number;
    readonly patience: number;
    /** The epochs that it may have. */
    readonly most: number;
    /** The epoch whose weights the model has, counted from 1. */
    readonly bestEpoch: number;
  };
}

/** Images, or spectra, with the class of each. */
export interface LabelledSamples {
  readonly images: tf.Tensor;
  readonly labels: Int32Array;
}

export interface TrainingOptions {
  /** What stands before the progress bar. Default: 'training'. */
  readonly title?: string;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Of the order of the images, which is another one in each epoch. */
  readonly seed: number;
  /** Ends after so many epochs without a lower loss of what is validated on, with the best weights. Default: never. */
  readonly patience?: number | undefined;
  /** Where a training that is stopped goes on. Default: at its beginning. */
  readonly checkpoint?: Pick<ResumableFit, 'file' | 'from' | 'every'>;
}

/** A part of what a trained model is made from: it changes where trainModel comes to another one from the same options. */
export const recipe = 2;

/** Trains a classifier by Adam, in a new order of the images each epoch, and shows how far it is. */
export async function trainModel(
  model: tfl.LayersModel,
  options: TrainingOptions,
  train: LabelledSamples,
  validation: LabelledSamples,
): Promise<History> {
  const { title = 'training', epochs, learningRate, batchSize, seed, patience } = options;
  const optimizer = tf.train.adam(learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const classes = (model.outputs[0] as tfl.SymbolicTensor).shape[1] as number;
  const [y, yValidation] = [oneHot(train.labels, classes), oneHot(validation.labels, classes)];
  const perEpoch = Math.ceil(train.labels.length / batchSize);
  const batches: History['batches'] = [];
  let seconds = 0;
  let bestEpoch = epochs;
  const bar = progressBar(
    '{title} {bar} epoch {epoch}/{epochs}  loss {loss}  accuracy {accuracy}  {eta_formatted} left',
  );
  bar.start(epochs * perEpoch, 0, { title, epoch: 1, epochs, loss: '-', accuracy: '-' });
  try {
    const fitted = await resumableFit(model, train.images, y, {
      ...(options.checkpoint ?? { file: undefined, from: '' }),
      ...{ epochs, batchSize, seed },
      validationData: [validation.images, yValidation],
      ...(patience && {
        earlyStopping: {
          patience,
          onEnd: (best) => {
            bestEpoch = best;
          },
        },
      }),
      onResume: () => bar.update({ title: `${title} goes on` }),
      onBatch: ({ loss = NaN, acc: accuracy = NaN, seconds: taken = 0 }) => {
        const epoch = Math.floor(batches.length / perEpoch) + 1;
        batches.push({ loss, accuracy });
        seconds += taken;
        bar.increment({ epoch, loss: loss.toFixed(4), accuracy: accuracy.toFixed(3) });
      },
    });
    const heldOut = validation.labels.length;
    return {
      ...{ batches, epochs: validated(fitted), seconds },
      ...(patience && { stopping: { heldOut, patience, most: epochs, bestEpoch } }),
    };
  } finally {
    bar.stop();
    tf.dispose([y, yValidation]);
    optimizer.dispose(); // its two moments of every weight
  }
}

const validated = ({ val_loss: losses = [], val_acc: accuracies = [] }: FitHistory) =>
  losses.map((loss, i) => ({ loss, accuracy: accuracies[i] as number }));
