import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import seedrandom from 'seedrandom';
import { BatchLog, type BatchValues, everyBatch, meanOf } from './batchLog';
import { bestSoFar, type EarlyStopping, isEnough, takeBest } from './bestEpoch';
import {
  type FitHistory,
  learningRateOf,
  type Progress,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint';

/*
 * A training that may be stopped at any time and goes on from its last checkpoint, to the same weights and history: the order of
 * the samples and dropout depend on the seed and the epoch alone.
 */

export type { FitHistory };

export interface ResumableFit
  extends Pick<tfl.ModelFitArgs, 'validationData' | 'classWeight' | 'yieldEvery'> {
  /**
   * The checkpoint. It stays when the training is finished: remove it when its result is kept. Undefined: there is none.
   */
  readonly file: string | undefined;
  /** What the training is made from, as madeFrom.ts says it: another one starts anew. */
  readonly from: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Callbacks of tf.js: every epoch is a fit of its own to them. */
  readonly callbacks?: tfl.Callback[];
  /** Seconds between checkpoints, which are written at the end of an epoch. Default: 60. */
  readonly every?: number;
  /** The epochs that a checkpoint had, before the training goes on. */
  readonly onResume?: (epochs: number) => void;
  /** The library's callback of this name does not work here. */
  readonly earlyStopping?: EarlyStopping;
  /**
   * Is given the values of every batch, and first those that a checkpoint had. Where it is given, the event loop runs and
   * checkpoints are written between batches, too: to the callbacks, an epoch that goes on has only the batches that were
   * left.
   */
  readonly onBatch?: (values: BatchValues) => void;
}

/** Trains a model that is compiled with Adam. */
export async function resumableFit(
  model: tfl.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  options: ResumableFit,
): Promise<FitHistory> {
  const { file, from, epochs, every = 60, earlyStopping, onResume, onBatch } = options;
  const progress: Progress = {
    ...{ epoch: 0, begun: 0, learningRate: learningRateOf(model) },
    ...{ history: {}, batches: {}, best: undefined },
  };
  if (file !== undefined) Object.assign(progress, await readCheckpoint(file, from, model));
  if (progress.epoch + progress.begun > 0) onResume?.(progress.epoch);
  for (const values of onBatch ? everyBatch(progress.batches) : []) onBatch?.(values);

  let written = performance.now();
  const keep = async () => {
    if (file === undefined || performance.now() - written < 1000 * every) return;
    await writeCheckpoint(file, from, model, progress);
    written = performance.now();
  };
  const isOver = () =>
    progress.epoch >= epochs ||
    (earlyStopping !== undefined && isEnough(earlyStopping, progress.best, progress.epoch));
  while (!isOver()) {
    const values = await fitEpoch(model, x, y, options, progress, keep);
    for (const [name, [value]] of Object.entries(values)) {
      progress.history[name] = [...(progress.history[name] ?? []), value as number];
    }
    progress.epoch++;
    progress.begun = 0;
    progress.learningRate = learningRateOf(model);
    const { best, epoch } = progress;
    if (earlyStopping) progress.best = await bestSoFar(earlyStopping, best, epoch, values, model);
    await keep();
  }
  if (earlyStopping) await takeBest(earlyStopping, progress.best, model);
  return progress.history;
}

/** The next epoch, or what is left of it. */
async function fitEpoch(
  model: tfl.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  options: ResumableFit,
  progress: Progress,
  keep: () => Promise<void>,
): Promise<FitHistory> {
  const { validationData, classWeight, yieldEvery, callbacks = [] } = options;
  const { batchSize, seed, onBatch } = options;
  const { epoch, begun } = progress;
  const args: tfl.ModelFitArgs = {
    ...(validationData && { validationData }),
    ...(classWeight && { classWeight }),
    ...(yieldEvery && { yieldEvery }),
    ...{ batchSize, initialEpoch: epoch, epochs: epoch + 1, verbose: 0 },
  };
  seedrandom(`${seed} ${epoch}`, { global: true });
  if (!onBatch) return (await model.fit(x, y, { ...args, callbacks })).history as FitHistory;

  const log = new BatchLog(progress, seed, async (values) => {
    onBatch(values);
    const isLast = progress.begun * batchSize >= (x.shape[0] as number);
    if (!isLast) await keep();
  });
  const all = { ...args, callbacks: [...callbacks, log] };
  const { history } = await (begun === 0 ? model.fit(x, y, all) : fitRest(model, x, y, all, begun));
  return {
    ...(history as FitHistory),
    ...meansOf(everyBatch(progress.batches).slice(-progress.begun)),
  };
}

/** Goes on with an epoch, whose order tf.js draws in the same way. */
async function fitRest(
  model: tfl.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  args: tfl.ModelFitArgs,
  begun: number,
): Promise<tfl.History> {
  const order = Array.from({ length: x.shape[0] as number }, (_, i) => i);
  tf.util.shuffle(order);
  const rest = tf.tensor1d(order.slice(begun * (args.batchSize as number)), 'int32');
  const [restOfX, restOfY] = [tf.gather(x, rest), tf.gather(y, rest)];
  try {
    return await model.fit(restOfX, restOfY, { ...args, shuffle: false });
  } finally {
    tf.dispose([rest, restOfX, restOfY]);
  }
}

/** Loss and metrics of an epoch, from all its batches, also those before it was stopped. */
function meansOf(batches: readonly BatchValues[]): FitHistory {
  const names = Object.keys(batches[0] ?? {}).filter(
    (name) => name !== 'size' && name !== 'seconds',
  );
  return Object.fromEntries(names.map((name) => [name, [meanOf(batches, name)]]));
}
