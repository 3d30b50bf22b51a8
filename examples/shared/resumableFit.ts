import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import seedrandom from 'seedrandom';
import { damaged, readCache, writeCache } from './cacheFile';

/*
 * A training that may be stopped at any time and goes on from its last checkpoint, to the same weights and history: the order of
 * the samples and dropout depend on the seed and the epoch alone.
 */

/** Values of every epoch, by the names that tf.js and the callbacks give them. */
export type FitHistory = Record<string, number[]>;

export interface ResumableFit
  extends Pick<tfl.ModelFitArgs, 'validationData' | 'classWeight' | 'yieldEvery'> {
  /** The checkpoint. It stays when the training is finished: remove it when its result is kept. */
  readonly file: string;
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
}

/** Trains a model that is compiled with Adam. */
export async function resumableFit(
  model: tfl.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  options: ResumableFit,
): Promise<FitHistory> {
  const { file, from, epochs, every = 60, seed, onResume, ...fit } = options;
  const found = await resumed(model, file, from);
  const history: FitHistory = found?.history ?? {};
  let epoch = found?.epoch ?? 0;
  if (epoch > 0) onResume?.(epoch);
  for (let written = performance.now(); epoch < epochs; ) {
    seedrandom(`${seed} ${epoch}`, { global: true });
    const args = { ...fit, initialEpoch: epoch, epochs: ++epoch };
    const one = await model.fit(x, y, { ...args, verbose: 0 });
    for (const [name, values] of Object.entries(one.history)) {
      history[name] = [...(history[name] ?? []), values[0] as number];
    }
    if (performance.now() - written < 1000 * every) continue;
    writeCache(file, from, serialize(await checkpointOf(model, epoch, history)));
    written = performance.now();
  }
  return history;
}

interface Named {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

interface Values {
  readonly name: string;
  readonly shape: number[];
  readonly values: tf.TypedArray;
}

interface Checkpoint {
  /** Epochs that are done. */
  readonly epoch: number;
  readonly history: FitHistory;
  readonly weights: readonly Values[];
  /** Adam's iterations and moments. */
  readonly optimizer: readonly Values[];
  /** What Adam's getWeights leaves out. */
  readonly learningRate: number;
  /** Adam's powers of its betas, which its setWeights computes with other roundings. */
  readonly powers: readonly Values[];
}

async function checkpointOf(
  model: tfl.LayersModel,
  epoch: number,
  history: FitHistory,
): Promise<Checkpoint> {
  const adam = adamOf(model);
  const optimizer = await model.optimizer.getWeights();
  const weights = model.getWeights().map((tensor, i) => ({ name: `${i}`, tensor }));
  const checkpoint = {
    ...{ epoch, history, learningRate: adam.learningRate },
    weights: await valuesOf(weights),
    optimizer: await valuesOf(optimizer),
    powers: await valuesOf(powersOf(adam)),
  };
  optimizer[0]?.tensor.dispose(); // the iterations are a copy, the moments are not
  return checkpoint;
}

/** The checkpoint of a file, and the model as it was then. */
async function resumed(
  model: tfl.LayersModel,
  file: string,
  from: string,
): Promise<Checkpoint | undefined> {
  const adam = adamOf(model);
  const content = readCache(file, from, called);
  if (!content) return undefined;
  const made = new Set<tf.Tensor>();
  const tensorsOf = (all: readonly Values[]) =>
    all.map(({ name, shape, values }) => {
      const tensor = tf.tensor(values, shape);
      made.add(tensor);
      return { name, tensor };
    });
  try {
    const found = deserialize(content) as Checkpoint;
    model.setWeights(tensorsOf(found.weights).map(({ tensor }) => tensor));
    await model.optimizer.setWeights(tensorsOf(found.optimizer));
    for (const [i, { tensor }] of tensorsOf(found.powers).entries()) {
      powersOf(adam)[i]?.tensor.assign(tensor);
    }
    adam.learningRate = found.learningRate;
    return found;
  } catch {
    throw damaged(file, called);
  } finally {
    tf.dispose([...made]);
  }
}

const called = { what: 'checkpoint', help: 'delete it to train from the beginning' };

/** Parts of Adam that its type hides. */
interface Adam {
  learningRate: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
}

function adamOf({ optimizer }: tfl.LayersModel): Adam {
  if (optimizer.getClassName() !== 'Adam') throw new Error('the model must be compiled with Adam');
  return optimizer as unknown as Adam;
}

const powersOf = ({ accBeta1, accBeta2 }: Adam) => [
  { name: 'beta1', tensor: accBeta1 },
  { name: 'beta2', tensor: accBeta2 },
];

const valuesOf = (tensors: readonly Named[]): Promise<Values[]> =>
  Promise.all(
    tensors.map(async ({ name, tensor }) => ({
      ...{ name, shape: tensor.shape },
      values: await tensor.data(),
    })),
  );
