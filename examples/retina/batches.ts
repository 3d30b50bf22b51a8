import * as tf from '@tensorflow/tfjs-core';
import seedrandom from 'seedrandom';
import { oneHot } from '../../support/oneHot';
import { loadBase } from './base';
import { featuresOf, imagesOf, rotated } from './sets';
import type { Task, TrainingSet } from './task';

/** Images of a batch. */
const BATCH = 32;

interface Batch {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
}

export interface Batches {
  /** For `model.fitDataset`: all batches of the epoch that has begun, in an order of its own. */
  readonly dataset: {
    readonly size: number;
    iterator(): Promise<AsyncIterator<Batch>>;
  };
  begin(epoch: number): void;
  dispose(): void;
}

const labelsOf = (set: TrainingSet): Int32Array =>
  'features' in set ? set.features.labels : set.images.labels;

/** How much longer a batch takes that goes through the base. */
const THROUGH_BASE = 30;

/** Batches of an epoch. */
const countOf = (set: TrainingSet): number => Math.ceil(labelsOf(set).length / BATCH);

/** What a batch takes, beside one of features that are there. */
export const batchCost = (set: TrainingSet): number => ('features' in set ? 1 : THROUGH_BASE);

/** What an epoch takes, in the same unit. */
export const epochCost = (set: TrainingSet): number => countOf(set) * batchCost(set);

/** Batches whose order, and whose rotations, follow from the seed and the epoch. */
export async function batchesOf({ set, seed, classes }: Task): Promise<Batches> {
  const labels = labelsOf(set);
  const source = await sourceOf(set);
  let epoch = 0;
  async function* batches(): AsyncGenerator<Batch> {
    const order = shuffled(labels.length, `${seed} ${epoch}`);
    for (let at = 0; at < order.length; at += BATCH) {
      const some = order.slice(at, at + BATCH);
      const chosen = Int32Array.from(some, (i) => labels[i] as number);
      const xs = await source.take(some, 1e5 * (seed * 1e4 + epoch) + at);
      yield { xs, ys: oneHot(chosen, classes) };
    }
  }
  return {
    dataset: { size: countOf(set), iterator: async () => batches() },
    begin(now) {
      epoch = now;
    },
    dispose: source.dispose,
  };
}

/** Where the features of some of the images come from. */
interface Source {
  take(indices: readonly number[], seed: number): Promise<tf.Tensor>;
  dispose(): void;
}

async function sourceOf(set: TrainingSet): Promise<Source> {
  if ('features' in set) {
    const { values, shape } = set.features;
    const size = tf.util.sizeFromShape([...shape]);
    return {
      async take(indices) {
        const chosen = new Float32Array(indices.length * size);
        for (const [to, from] of indices.entries()) {
          chosen.set(values.subarray(from * size, (from + 1) * size), to * size);
        }
        return tf.tensor(chosen, [indices.length, ...shape]);
      },
      dispose: () => {},
    };
  }
  const { images, base: choice } = set;
  const base = await loadBase(choice);
  return {
    async take(indices, seed) {
      const some = await imagesOf(indices.map((i) => images.files[i] as string));
      const features = tf.tidy(() => featuresOf(base, rotated(some, seed)));
      some.dispose();
      return features;
    },
    dispose: () => base.model.dispose(),
  };
}

/** The numbers from 0 to n - 1, drawn one by one. */
function shuffled(n: number, seed: string): number[] {
  const random = seedrandom(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
