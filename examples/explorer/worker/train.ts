import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  cosineDecay,
  exponentialDecay,
  learningRateScheduler,
  type Schedule,
  stepDecay,
} from 'fourier-xai';
import { drawShapes, shapeNames, shapeSide } from '../making/shapes';
import type { Epoch, ScheduleName, TrainingSettings } from './protocol';
import type { Study } from './study';

/** Few enough that an epoch takes about a second. */
const IMAGES = { train: 360, validation: 120 };

/** Trains a small network on shapes and tells each epoch; `cancel` ends it. The same settings give the same curves. */
export async function train(
  study: Study,
  settings: TrainingSettings,
  onEpoch: (epoch: Epoch) => void,
): Promise<void> {
  study.stop?.abort();
  const stop = new AbortController();
  study.stop = stop;
  study.isPaused = false;
  const model = smallModel();
  const optimizer = tf.train.adam(settings.rate);
  const [x, y] = shapes(IMAGES.train, 11);
  const validation = shapes(IMAGES.validation, 12);
  try {
    model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    await model.fit(x, y, {
      ...{
        epochs: settings.epochs,
        batchSize: 24,
        validationData: validation,
        yieldEvery: 'batch',
        shuffle: false, // the classes come in turn
      },
      callbacks: [
        learningRateScheduler(scheduleOf(settings)),
        new tfl.CustomCallback({
          onBatchEnd: async () => {
            while (study.isPaused && !stop.signal.aborted) await moment();
            model.stopTraining ||= stop.signal.aborted;
          },
          onEpochEnd: async (_, logs) => onEpoch(epochOf(logs as tfl.Logs)),
        }),
      ],
    });
  } finally {
    model.dispose();
    optimizer.dispose();
    tf.dispose([x, y, ...validation]);
    if (study.stop === stop) study.stop = undefined;
  }
}

const makers: Readonly<Record<ScheduleName, (settings: TrainingSettings) => Schedule>> = {
  constant:
    ({ rate }) =>
    () =>
      rate,
  exponential: () => exponentialDecay({ holdEpochs: 2, rate: 0.2 }),
  step: ({ rate }) => stepDecay({ initialLearningRate: rate, dropRate: 0.5, epochsDrop: 3 }),
  cosine: ({ rate, epochs }) => cosineDecay({ initialLearningRate: rate, epochs }),
};

const scheduleOf = (settings: TrainingSettings) => makers[settings.schedule](settings);

function smallModel(): tfl.Sequential {
  const layers = tfl.layers;
  const conv = (filters: number, seed: number, inputShape?: number[]) =>
    layers.conv2d({
      ...{ filters, kernelSize: 3, padding: 'same', activation: 'relu' },
      kernelInitializer: tfl.initializers.heNormal({ seed }),
      ...(inputShape && { inputShape }),
    });
  return tfl.sequential({
    layers: [
      conv(8, 1, [shapeSide, shapeSide, 3]),
      layers.maxPooling2d({ poolSize: 2 }),
      conv(16, 2),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({
        ...{ units: shapeNames.length, activation: 'softmax' },
        kernelInitializer: tfl.initializers.heNormal({ seed: 3 }),
      }),
    ],
  });
}

function shapes(count: number, seed: number): [tf.Tensor4D, tf.Tensor2D] {
  const { images, labels } = drawShapes(count, seed);
  const targets = tf.tidy(() =>
    tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), shapeNames.length) as tf.Tensor2D, 'float32'),
  );
  return [images, targets];
}

/** A tenth of a second. */
const moment = () => new Promise((done) => setTimeout(done, 100));

const epochOf = (logs: tfl.Logs): Epoch => ({
  ...{ loss: logs['loss'] ?? Number.NaN, accuracy: logs['acc'] ?? Number.NaN },
  validationLoss: logs['val_loss'] ?? Number.NaN,
  validationAccuracy: logs['val_acc'] ?? Number.NaN,
  rate: logs['lr'] ?? Number.NaN,
});
