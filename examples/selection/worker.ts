import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type KernelSelection, selectKernels } from 'fourier-xai';
import type { Shard } from 'fourier-xai/shards';
import { loadDigits } from '../../support/digits';
import { loadModel } from '../shared/modelFile';

/** Some training images, for a thread of its own. */
export interface Task {
  /** Where the model is, and what it was made from. */
  readonly modelFile: string;
  readonly madeFrom: string;
  /** Of the noise. */
  readonly seed: number;
  /** Of the training images. */
  readonly shard: Shard;
  readonly tolerance: number;
  readonly fraction: number;
}

let ready: ReturnType<typeof prepare> | undefined;

async function prepare({ modelFile, madeFrom, seed, shard: { total } }: Task) {
  tf.enableProdMode();
  await tf.setBackend('wasm');
  const train = loadDigits('train', seed, total);
  const { model } = (await loadModel(modelFile, madeFrom)) as { model: LayersModel };
  return { model, train };
}

/** The kernels that they need. Model and images are read once in each thread. */
export default async function select(task: Task): Promise<KernelSelection> {
  ready ??= prepare(task);
  const { model, train } = await ready;
  const {
    shard: { first, count },
    tolerance,
    fraction,
  } = task;
  const some = tf.slice(train.images, [first, 0, 0, 0], [count, -1, -1, -1]);
  try {
    return await selectKernels(model, some, { tolerance, fraction, firstImage: first });
  } finally {
    some.dispose();
  }
}
