import * as tf from '@tensorflow/tfjs-core';
import { Callback, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';

/** Two dense layers from three numbers to two, compiled with an optimizer of the given rate. */
export function smallModel(optimizer: string | tf.Optimizer = tf.train.sgd(0.5)): LayersModel {
  const model = sequential({
    layers: [
      layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }),
      layers.dense({ units: 2 }),
    ],
  });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return seedWeights(model);
}

export const samples = (count = 6) => ({
  x: randomTensor<tf.Rank.R2>([count, 3], 11),
  y: randomTensor<tf.Rank.R2>([count, 2], 12),
});

type Fit = Parameters<LayersModel['fit']>[2];

/** Trains without shuffling; the values of the history by key. */
export async function train(model: LayersModel, settings: Fit): Promise<Record<string, number[]>> {
  const { x, y } = samples();
  try {
    const { history } = await model.fit(x, y, { verbose: 0, shuffle: false, ...settings });
    return history as Record<string, number[]>;
  } finally {
    tf.dispose([x, y]);
  }
}

/** All of tf.js, with the given rate. */
export const optimizers = {
  sgd: (rate: number) => tf.train.sgd(rate),
  momentum: (rate: number) => tf.train.momentum(rate, 0.9),
  nesterov: (rate: number) => tf.train.momentum(rate, 0.9, true),
  adam: (rate: number) => tf.train.adam(rate),
  adamax: (rate: number) => tf.train.adamax(rate),
  rmsprop: (rate: number) => tf.train.rmsprop(rate),
  'rmsprop, centred': (rate: number) => tf.train.rmsprop(rate, 0.9, 0.5, 1e-9, true),
  adagrad: (rate: number) => tf.train.adagrad(rate),
  adadelta: (rate: number) => tf.train.adadelta(rate),
};

export async function weightsOf(model: LayersModel): Promise<number[]> {
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
  const weights = values.flatMap((part) => [...part]);
  expect(weights.every(Number.isFinite)).toBe(true);
  return weights;
}

/** Stands for a callback such as epochMetrics: puts given values into the logs, one an epoch. */
export class Logged extends Callback {
  constructor(
    private readonly key: string,
    private readonly values: readonly number[],
  ) {
    super();
  }

  override async onEpochEnd(epoch: number, logs: Record<string, number>) {
    const value = this.values[epoch];
    if (value !== undefined) logs[this.key] = value;
  }
}

/** Keeps the weights as they are at the end of each epoch. */
export class WeightLog extends Callback {
  readonly weights: number[][] = [];

  override async onEpochEnd() {
    this.weights.push(await weightsOf(this.model));
  }
}
