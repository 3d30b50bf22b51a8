import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { accuracy, approximateModel } from 'fourier-xai';
import { classNames, type Digits } from '../../support/digits';
import { firstImages } from '../../support/labelledImages';
import { confusionOn } from '../shared/measures';
import { mostRequired } from '../shared/mostRequired';
import { progressBar } from '../shared/progressBar';

/** Accuracy of models that keep some kernels. */
export interface Accuracy {
  readonly kept: number;
  readonly of: string;
  readonly accuracy: number;
}

/** Test images, and orders of chance. */
const [IMAGES, ORDERS] = [1000, 3];

/** By the number of kernels that are kept: the most required first, and in random orders. */
export async function accuracies(
  model: LayersModel,
  test: Digits,
  histogram: readonly number[],
): Promise<Accuracy[]> {
  const some = firstImages(test, IMAGES);
  const counts = countsUpTo(histogram.length);
  const orders = [
    { of: 'most required', kernels: mostRequired(histogram) },
    ...(await randomOrders(histogram.length)).map((kernels) => ({ of: 'at random', kernels })),
  ];
  const bar = progressBar('testing   {bar} {value}/{total} models');
  bar.start(orders.length * counts.length, 0);
  const found: Accuracy[] = [];
  try {
    for (const { of, kernels } of orders) {
      for (const kept of counts) {
        await tf.nextFrame(); // Ctrl-C
        const approximate = approximateModel(model, kernels.slice(0, kept));
        const confusion = await confusionOn(approximate, some, classNames.length);
        approximate.dispose();
        found.push({ kept, of, accuracy: accuracy(confusion) });
        bar.increment();
      }
    }
  } finally {
    bar.stop();
    some.images.dispose();
  }
  return found;
}

/** 1, 2, 3, 4, 6, 8, 12, ... up to all. */
export function countsUpTo(all: number): number[] {
  const counts = [1];
  for (let size = 2; size < all; size *= 2) counts.push(size, 1.5 * size);
  return [...counts.filter((count) => Number.isInteger(count) && count < all), all];
}

async function randomOrders(kernels: number): Promise<number[][]> {
  const draws = tf.randomUniform<tf.Rank.R2>([ORDERS, kernels], 0, 1, 'float32', 5);
  const lots = await draws.array();
  draws.dispose();
  return lots.map((lot) => [...lot.keys()].sort((a, b) => (lot[a] as number) - (lot[b] as number)));
}
