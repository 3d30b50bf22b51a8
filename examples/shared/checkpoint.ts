import { deserialize, serialize } from 'node:v8';
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { damaged, readCache, writeCache } from './cacheFile';
import { type TensorValues, valuesOf, weightsOf, withTensors } from './tensorValues';

/*
 * A file of a cache with all that a training with Adam has come to, so that it goes on as if it had never been stopped.
 */

/** Values of every epoch or batch, by the names that tf.js and the callbacks give them. */
export type FitHistory = Record<string, number[]>;

/** The epoch with the best value of what early stopping watches. */
export interface Best {
  /** Counted from 1. */
  readonly epoch: number;
  readonly value: number;
  readonly weights: readonly TensorValues[];
}

/** How far a training is. */
export interface Progress {
  /** Epochs that are done. */
  epoch: number;
  /** Batches of the next one that are done. */
  begun: number;
  /** Adam's, which its getWeights leaves out, before the next epoch: where that is begun, its callbacks will set it again. */
  learningRate: number;
  readonly history: FitHistory;
  /** Values of all batches, where they are kept. */
  readonly batches: FitHistory;
  best: Best | undefined;
}

interface Checkpoint extends Progress {
  readonly weights: readonly TensorValues[];
  /** Adam's iterations and moments. */
  readonly optimizer: readonly TensorValues[];
  /** Adam's powers of its betas, which its setWeights computes with other roundings. */
  readonly powers: readonly TensorValues[];
}

export async function writeCheckpoint(
  file: string,
  from: string,
  model: tfl.LayersModel,
  progress: Progress,
): Promise<void> {
  const adam = adamOf(model);
  const optimizer = await model.optimizer.getWeights();
  const checkpoint: Checkpoint = {
    ...progress,
    weights: await weightsOf(model),
    optimizer: await valuesOf(optimizer),
    powers: await valuesOf(powersOf(adam)),
  };
  optimizer[0]?.tensor.dispose(); // the iterations are a copy, the moments are not
  writeCache(file, from, serialize(checkpoint));
}

/** How far the training of a file is, if there is one, and the model as it was then. */
export async function readCheckpoint(
  file: string,
  from: string,
  model: tfl.LayersModel,
): Promise<Progress | undefined> {
  const adam = adamOf(model);
  const content = readCache(file, from, called);
  if (!content) return undefined;
  try {
    const { weights, optimizer, powers, ...progress } = deserialize(content) as Checkpoint;
    await withTensors(weights, (all) => model.setWeights(all.map(({ tensor }) => tensor)));
    await withTensors(optimizer, (all) => model.optimizer.setWeights(all));
    await withTensors(powers, (all) => {
      for (const [i, { tensor }] of all.entries()) powersOf(adam)[i]?.tensor.assign(tensor);
    });
    adam.learningRate = progress.learningRate;
    return progress;
  } catch {
    throw damaged(file, called);
  }
}

const called = { what: 'checkpoint', help: 'delete it to train from the beginning' };

export const learningRateOf = (model: tfl.LayersModel): number => adamOf(model).learningRate;

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
