import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { oneHot } from '../../support/oneHot';
import { loadModel, saveModel } from './modelFile';
import { progressBar } from './progressBar';

/** How the training went. */
export interface History {
  /** Loss and accuracy of every batch. */
  readonly batches: { loss: number; accuracy: number }[];
  /** The same on the test images after each epoch. */
  readonly epochs: { loss: number; accuracy: number }[];
  readonly seconds: number;
}

/** Images, or spectra, with the class of each. */
export interface LabelledSamples {
  readonly images: tf.Tensor;
  readonly labels: Int32Array;
}

export interface Trained {
  readonly model: tfl.LayersModel;
  readonly history: History;
  /** The file it was read from, where it was not trained now. */
  readonly from?: string;
}

export interface TrainingOptions {
  /** What stands before the progress bar. Default: 'training'. */
  readonly title?: string;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
}

/** The model of a file, or a newly trained one, which is kept there with what it is made `from`. */
export async function cachedModel(
  file: string,
  from: string,
  retrain: boolean,
  make: () => Promise<Omit<Trained, 'from'>>,
): Promise<Trained> {
  const cached = retrain ? undefined : await loadModel<History>(file, from);
  if (cached) return { model: cached.model, history: cached.notes, from: file };
  const { model, history } = await make();
  await saveModel(file, from, model, history);
  return { model, history };
}

/** Trains a classifier by Adam, in the order of the images, and shows how far it is. */
export async function trainModel(
  model: tfl.LayersModel,
  { title = 'training', epochs, learningRate, batchSize }: TrainingOptions,
  train: LabelledSamples,
  test: LabelledSamples,
): Promise<History> {
  const optimizer = tf.train.adam(learningRate);
  model.compile({
    optimizer,
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const classes = (model.outputs[0] as tfl.SymbolicTensor).shape[1] as number;
  const perEpoch = Math.ceil(train.labels.length / batchSize);
  const history: Omit<History, 'seconds'> = { batches: [], epochs: [] };
  const bar = progressBar(
    '{title} {bar} epoch {epoch}/{epochs}  loss {loss}  accuracy {accuracy}  {eta_formatted} left',
  );
  const began = performance.now();
  bar.start(epochs * perEpoch, 0, { title, epoch: 1, epochs, loss: '-', accuracy: '-' });
  const [yTrain, yTest] = [oneHot(train.labels, classes), oneHot(test.labels, classes)];
  try {
    let epoch = 0;
    await model.fit(train.images, yTrain, {
      epochs,
      batchSize,
      shuffle: false,
      verbose: 0,
      validationData: [test.images, yTest],
      yieldEvery: 'batch',
      callbacks: {
        onEpochBegin: async (i) => {
          epoch = i + 1;
        },
        onBatchEnd: async (_batch, logs) => {
          const [loss, accuracy] = [logs?.['loss'] as number, logs?.['acc'] as number];
          history.batches.push({ loss, accuracy });
          bar.increment({ epoch, loss: loss.toFixed(4), accuracy: accuracy.toFixed(3) });
        },
        onEpochEnd: async (_epoch, logs) => {
          history.epochs.push({
            loss: logs?.['val_loss'] as number,
            accuracy: logs?.['val_acc'] as number,
          });
        },
      },
    });
  } finally {
    bar.stop();
    tf.dispose([yTrain, yTest]);
    optimizer.dispose(); // its two moments of every weight
  }
  return { ...history, seconds: (performance.now() - began) / 1000 };
}
