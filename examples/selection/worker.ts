import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type KernelSelection, selectKernels } from 'fourier-xai';
import { loadDigits } from '../../support/digits';
import type { Options as MnistOptions } from '../mnist/options';
import { trainedModel } from '../mnist/training';

/** Some training images, for a thread of its own. */
export interface Task {
  /** The model is read from their cache. */
  readonly mnist: MnistOptions;
  /** Training images in all. */
  readonly images: number;
  readonly first: number;
  readonly count: number;
  readonly tolerance: number;
  readonly fraction: number;
}

let ready: ReturnType<typeof prepare> | undefined;

async function prepare({ mnist, images }: Task) {
  tf.enableProdMode();
  await tf.setBackend('wasm');
  const train = loadDigits('train', mnist.seed, images);
  const { model } = await trainedModel({ ...mnist, retrain: false }, train, train);
  return { model, train };
}

/** The kernels that they need. Model and images are read once in each thread. */
export default async function select(task: Task): Promise<KernelSelection> {
  ready ??= prepare(task);
  const { model, train } = await ready;
  const { first, count, tolerance, fraction } = task;
  const some = tf.slice(train.images, [first, 0, 0, 0], [count, -1, -1, -1]);
  try {
    return await selectKernels(model, some, { tolerance, fraction, firstImage: first });
  } finally {
    some.dispose();
  }
}
