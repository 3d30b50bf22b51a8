import { parentPort } from 'node:worker_threads';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type ConfusionMatrix, confusionMatrix, earlyStopping, epochMetrics } from 'fourier-xai';
import seedrandom from 'seedrandom';
import { oneHot } from '../../support/oneHot';
import { crossEntropy } from '../shared/crossEntropy';
import { answersOf } from '../shared/measures';
import { saveModel } from '../shared/modelFile';
import { startWasm } from '../shared/startWasm';
import { batchCost, batchesOf, epochCost } from './batches';
import { experimentOf } from './experiments';
import { fingerprint } from './fingerprint';
import { headModel } from './heads';
import type { Features } from './sets';
import type { Run, Task } from './task';

/** Epochs, at least, in which the validation loss may not have fallen. */
const PATIENCE = 50;

let started: Promise<void> | undefined;

/** Trains one head. For every batch that is done, the pool gets a message: its cost. */
export default async function train(task: Task): Promise<Run> {
  setThreadsCount(1); // the other cores have networks of their own
  started ??= startWasm();
  await started;
  const { epochs, classes, seed, every } = task;
  seedrandom(`${seed}`, { global: true }); // dropout
  const { head, learningRate } = experimentOf(task.experiment);
  const model = headModel(head, task.train.shape, { classes, seed, logits: true });
  const optimizer = tf.train.adam(learningRate);
  model.compile({ optimizer, loss: crossEntropy, metrics: ['accuracy'] });
  const validation = tensorsOf(task.validation, classes);
  const stopping = earlyStopping({
    ...{ every, patience: Math.max(PATIENCE, epochs / 2), restoreBestWeights: true },
  });
  const batches = await batchesOf(task);
  let last: ConfusionMatrix = [];
  const began = performance.now();
  try {
    const { history } = await model.fitDataset(batches.dataset as never, {
      epochs,
      verbose: 0,
      callbacks: [
        new Reports(batches.begin, batchCost(task.set)),
        epochMetrics({ data: validation, every }),
        new ValidationLoss(model, validation),
        new AtEnd(async () => {
          last = await confusionOn(model, task.train, classes);
        }),
        stopping,
      ],
    });
    const run: Run = {
      history: history as Run['history'],
      epochs: (history['loss'] as number[]).length,
      best: (stopping.bestEpoch ?? 0) + 1,
      confusion: {
        last,
        train: await confusionOn(model, task.train, classes),
        validation: await confusionOn(model, task.validation, classes),
        test: await confusionOn(model, task.test, classes),
      },
      testLoss: await lossOn(model, task.test, classes),
      seconds: (performance.now() - began) / 1000,
    };
    if (task.modelFile !== undefined) {
      await saveModel(task.modelFile, fingerprint(task), model, run);
    }
    return run;
  } finally {
    tf.dispose([...validation]);
    batches.dispose();
    model.dispose();
    optimizer.dispose();
  }
}

/** What a training takes, in batches of features that are there. */
export const workOf = ({ epochs, set }: Task): number => epochs * epochCost(set);

class Reports extends tfl.Callback {
  constructor(
    private readonly begin: (epoch: number) => void,
    private readonly cost: number,
  ) {
    super();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    this.begin(epoch);
  }

  override async onBatchEnd(): Promise<void> {
    parentPort?.postMessage(this.cost);
  }
}

/** Acts before the weights of the best epoch are restored. */
class AtEnd extends tfl.Callback {
  constructor(private readonly act: () => Promise<void>) {
    super();
  }

  override onTrainEnd(): Promise<void> {
    return this.act();
  }
}

/** Puts loss and accuracy of the validation images into the logs of the epochs that epochMetrics has scored. */
class ValidationLoss extends tfl.Callback {
  constructor(
    private readonly trained: tfl.LayersModel,
    private readonly data: readonly [tf.Tensor, tf.Tensor],
  ) {
    super();
  }

  override async onEpochEnd(_epoch: number, logs: tfl.Logs = {}): Promise<void> {
    if (!('val_balancedAccuracy' in logs)) return;
    [logs['val_loss'], logs['val_acc']] = await scoresOf(this.trained, this.data);
  }
}

async function scoresOf(
  model: tfl.LayersModel,
  [x, y]: readonly [tf.Tensor, tf.Tensor],
): Promise<[loss: number, accuracy: number]> {
  const [loss, accuracy] = model.evaluate(x, y, { batchSize: 32 }) as [tf.Scalar, tf.Scalar];
  const scores = [(await loss.data())[0], (await accuracy.data())[0]] as [number, number];
  tf.dispose([loss, accuracy]);
  return scores;
}

const tensorsOf = ({ values, shape, labels }: Features, classes: number) =>
  [tf.tensor(values, [labels.length, ...shape]), oneHot(labels, classes)] as const;

/** Images that are judged at a time. */
const SOME = 256;

async function confusionOn(
  model: tfl.LayersModel,
  { values, shape, labels }: Features,
  classes: number,
): Promise<ConfusionMatrix> {
  const size = tf.util.sizeFromShape([...shape]);
  const predicted: number[] = [];
  for (let i = 0; i < labels.length; i += SOME) {
    const end = Math.min(i + SOME, labels.length);
    const x = tf.tensor(values.subarray(i * size, end * size), [end - i, ...shape]);
    predicted.push(...(await answersOf(model, x)));
    x.dispose();
  }
  return confusionMatrix(labels, predicted, classes);
}

async function lossOn(
  model: tfl.LayersModel,
  features: Features,
  classes: number,
): Promise<number> {
  const data = tensorsOf(features, classes);
  const [loss] = await scoresOf(model, data);
  tf.dispose([...data]);
  return loss;
}
