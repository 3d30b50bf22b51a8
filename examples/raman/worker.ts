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
import seedrandom from 'seedrandom';
import { saveModel } from '../shared/modelFile';
import { startWasm } from '../shared/startWasm';
import { experimentOf } from './experiments';
import { fingerprint } from './fingerprint';
import { predictedClasses, type Samples, tensorsOf } from './samples';
import { classNames } from './spectra';
import type { Run, Task } from './task';

const BATCH = 32;

const classes = classNames.length;

let started: Promise<void> | undefined;

/** Trains one network. For every batch that is done, the pool gets a message: its work. */
export default async function train(task: Task): Promise<Run> {
  setThreadsCount(1); // the other cores have networks of their own
  started ??= startWasm();
  await started;
  const { seed, width } = task;
  seedrandom(`${seed}`, { global: true }); // the order of the spectra, and dropout
  const experiment = experimentOf(task.experiment, task.epochs);
  const [x, y] = tensorsOf(task.train, classes);
  const data = tensorsOf(task.validation, classes);
  const model = experiment.model({ points: x.shape[1], classes, seed, width });
  const optimizer = tf.train.adam(experiment.learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const began = performance.now();
  try {
    const { history } = await model.fit(x, y, {
      epochs: experiment.epochs,
      batchSize: BATCH,
      verbose: 0,
      yieldEvery: 'never',
      validationData: data,
      ...(experiment.balanced && { classWeight: classWeights(task.train.labels) }),
      callbacks: [
        learningRateScheduler(experiment.schedule),
        epochMetrics({ data }),
        new BatchReports(experiment.batchCost),
      ],
    });
    const run: Run = {
      history: history as Run['history'],
      confusion: await confusionOn(model, task.validation),
      ...(task.test && { testConfusion: await confusionOn(model, task.test) }),
      seconds: (performance.now() - began) / 1000,
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
export function workOf({ experiment, epochs, train }: Task): number {
  const { epochs: passes, batchCost } = experimentOf(experiment, epochs);
  return passes * Math.ceil(train.labels.length / BATCH) * batchCost;
}

class BatchReports extends tfl.Callback {
  constructor(private readonly work: number) {
    super();
  }

  override async onBatchEnd(): Promise<void> {
    parentPort?.postMessage(this.work);
  }
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
