import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import cliProgress from 'cli-progress';
import { loadModel, saveModel } from '../shared/modelFile';
import type { Digits } from './digits';
import type { Options } from './options';

/** How the training went. */
export interface History {
  /** Loss and accuracy of every batch. */
  readonly batches: { loss: number; accuracy: number }[];
  /** The same on the test images after each epoch. */
  readonly epochs: { loss: number; accuracy: number }[];
  readonly seconds: number;
}

export interface Trained {
  readonly model: tfl.LayersModel;
  readonly history: History;
  /** The file it was read from, where it was not trained now. */
  readonly from?: string;
}

/** Three convolutions without bias or activation, two dense layers. */
export function buildModel({ filters, units, seed }: Options): tfl.Sequential {
  const init = (i: number) => tfl.initializers.glorotUniform({ seed: 10 * seed + i });
  const model = tfl.sequential();
  for (const [i, count] of filters.entries()) {
    model.add(
      tfl.layers.conv2d({
        filters: count,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
        kernelInitializer: init(i),
        ...(i === 0 && { inputShape: [28, 28, 1] }),
      }),
    );
  }
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units, activation: 'relu', kernelInitializer: init(3) }));
  model.add(tfl.layers.dense({ units: 2, activation: 'softmax', kernelInitializer: init(4) }));
  return model;
}

/** The cached model of these options, or a newly trained one, which is cached. */
export async function trainedModel(
  options: Options,
  digits: Digits,
  test: Digits,
): Promise<Trained> {
  const file = cacheFile(options);
  const cached = options.retrain ? undefined : await loadModel<History>(file);
  if (cached) return { model: cached.model, history: cached.notes, from: file };
  const model = buildModel(options);
  const history = await train(model, options, digits, test);
  await saveModel(file, model, history);
  return { model, history };
}

/** One file for every set of options that changes the model. */
export function cacheFile({ cache, filters, units, epochs, images, seed }: Options): string {
  const some = Number.isFinite(images) ? `-images${images}` : '';
  return join(
    cache,
    `digits-${filters.join('-')}-${units}-epochs${epochs}${some}-seed${seed}.model`,
  );
}

async function train(
  model: tfl.LayersModel,
  { epochs, learningRate, batchSize }: Options,
  digits: Digits,
  test: Digits,
): Promise<History> {
  model.compile({
    optimizer: tf.train.adam(learningRate),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const perEpoch = Math.ceil(digits.labels.length / batchSize);
  const history: Omit<History, 'seconds'> = { batches: [], epochs: [] };
  const bar = new cliProgress.SingleBar(
    {
      format:
        'training {bar} epoch {epoch}/{epochs}  loss {loss}  accuracy {accuracy}  {eta_formatted} left',
      noTTYOutput: true,
      notTTYSchedule: 5000,
      fps: 5,
    },
    cliProgress.Presets.shades_classic,
  );
  // on Ctrl-C too: until it stops, the bar keeps the terminal from wrapping lines
  process.once('exit', () => bar.stop());
  const began = performance.now();
  bar.start(epochs * perEpoch, 0, { epoch: 1, epochs, loss: '-', accuracy: '-' });
  const [yTrain, yTest] = [oneHot(digits.labels), oneHot(test.labels)];
  try {
    let epoch = 0;
    await model.fit(digits.images, yTrain, {
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
  }
  return { ...history, seconds: (performance.now() - began) / 1000 };
}

const oneHot = (labels: Int32Array) =>
  tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 2), 'float32'));
