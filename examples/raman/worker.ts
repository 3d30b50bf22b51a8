import { parentPort } from 'node:worker_threads';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  type ConfusionMatrix,
  classDistribution,
  confusionMatrix,
  epochMetrics,
  learningRateScheduler,
} from 'fourier-xai';
import { saveModel } from '../shared/modelFile';
import { resumableFit } from '../shared/resumableFit';
import { startWasm } from '../shared/startWasm';
import { experimentOf } from './experiments';
import { fingerprint } from './fingerprint';
import { predictedClasses, type Samples, tensorsOf } from './samples';
import { classNames } from './spectra';
import type { Run, Task, Training } from './task';

/** Spectra. */
export const BATCH = 32;

const classes = classNames.length;

let started: Promise<void> | undefined;

/** Trains one network, or goes on with it. For every batch that is done, the pool gets a message: its work. */
export default async function train(task: Training): Promise<Run> {
  setThreadsCount(1); // the other cores have networks of their own
  started ??= startWasm();
  await started;
  const { seed, width } = task;
  const experiment = experimentOf(task.experiment, task.epochs);
  const [x, y] = tensorsOf(task.train, classes);
  const data = tensorsOf(task.validation, classes);
  const model = experiment.model({ points: x.shape[1], classes, seed, width });
  const optimizer = tf.train.adam(experiment.learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  try {
    const { seconds = [], ...history } = await resumableFit(model, x, y, {
      ...{ file: task.checkpoint, from: fingerprint(task), seed },
      ...{ epochs: experiment.epochs, batchSize: BATCH, yieldEvery: 'never' },
      validationData: data,
      ...(experiment.balanced && { classWeight: classWeights(task.train.labels) }),
      callbacks: [
        learningRateScheduler(experiment.schedule),
        epochMetrics({ data }),
        new BatchReports(experiment.batchCost),
        new Clock(),
      ],
      onResume: (epochs) => report(epochs * workOfEpoch(task)),
    });
    const run: Run = {
      history,
      confusion: await confusionOn(model, task.validation),
      ...(task.test && (await testedOn(model, task.test))),
      seconds: seconds.reduce((sum, value) => sum + value, 0),
    };
    if (task.modelFile !== undefined)
      await saveModel(task.modelFile, fingerprint(task), model, run);
    return run;
  } finally {
    tf.dispose([x, y, data]);
    model.dispose();
    optimizer.dispose();
  }
}

/** What a training takes, in batches of the second model. */
export const workOf = (task: Task): number => task.epochs * workOfEpoch(task);

const workOfEpoch = ({ experiment, epochs, train }: Task): number =>
  Math.ceil(train.labels.length / BATCH) * experimentOf(experiment, epochs).batchCost;

const report = (work: number) => parentPort?.postMessage(work);

class BatchReports extends tfl.Callback {
  constructor(private readonly work: number) {
    super();
  }

  override async onBatchEnd(): Promise<void> {
    report(this.work);
  }
}

/** The seconds of each epoch, validation included. */
class Clock extends tfl.Callback {
  private began = 0;

  override async onEpochBegin(): Promise<void> {
    this.began = performance.now();
  }

  override async onEpochEnd(_epoch: number, logs: Record<string, unknown> = {}): Promise<void> {
    logs['seconds'] = (performance.now() - this.began) / 1000;
  }
}

async function testedOn(model: tfl.LayersModel, test: Samples) {
  const [x, y] = tensorsOf(test, classes);
  const [loss, accuracy] = model.evaluate(x, y, { batchSize: BATCH }) as [tf.Scalar, tf.Scalar];
  const [testLoss] = await loss.data();
  tf.dispose([x, y, loss, accuracy]);
  return { testLoss: testLoss as number, testConfusion: await confusionOn(model, test) };
}

/** Such that all classes weigh the same, and a sample 1 on average. */
function classWeights(labels: Int32Array): Record<number, number> {
  const counts = classDistribution(labels, classes);
  return Object.fromEntries(
    counts.map((count, label) => [label, count === 0 ? 0 : labels.length / (classes * count)]),
  );
}

async function confusionOn(model: tfl.LayersModel, samples: Samples): Promise<ConfusionMatrix> {
  const predicted = await predictedClasses(model, samples);
  return confusionMatrix(samples.labels, predicted, classes);
}
