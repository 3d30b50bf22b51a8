import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  balancedAccuracy,
  confusionMatrix,
  epochMetrics,
  exponentialDecay,
  learningRateRangeTest,
  learningRateScheduler,
  sensitivity,
} from 'fourier-xai';
import { expect, it } from 'vitest';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { cheapOn } from '../../helpers/cheapOn';
import { expectClose } from '../../helpers/expectClose';

const { layers } = tfl;
const LABELS = [0, 1, 2, 0, 1, 2, 0, 0];

/** Convolutions, normalisation, both poolings, dropout and a dense layer. */
function smallNetwork(optimizer: tf.Optimizer): tfl.LayersModel {
  const list = [
    layers.conv2d({ inputShape: [8, 8, 1], filters: 3, kernelSize: 3, activation: 'relu' }),
    layers.batchNormalization(),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.depthwiseConv2d({ kernelSize: 2, activation: 'tanh' }),
    layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
    layers.flatten(),
    layers.dropout({ rate: 0.25, seed: 2 }),
    layers.dense({ units: 3, activation: 'softmax' }),
  ];
  const model = seedWeights(tfl.sequential({ layers: list }));
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

const data = () => ({
  x: randomTensor([8, 8, 8, 1], 3),
  y: tf.cast(tf.oneHot(tf.tensor1d(LABELS, 'int32'), 3), 'float32'),
});

type MakeOptimizer = () => tf.Optimizer;

/** Of constants that keep rounding small: those of adaptive ones divide by more than 0. */
const optimizers: Record<string, MakeOptimizer> = {
  sgd: () => tf.train.sgd(0.1),
  adam: () => tf.train.adam(0.01),
};

/** The others of tf.js. */
const more: Record<string, MakeOptimizer> = {
  momentum: () => tf.train.momentum(0.1, 0.9, true),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-2),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
};

/** Rates and losses of epochs, what the metrics say, and losses at rising rates. */
async function train(make: () => tf.Optimizer) {
  const model = smallNetwork(make());
  const { x, y } = data();
  const range = await learningRateRangeTest(model, x, y, {
    ...{ low: 1e-3, high: 1e-2, steps: 3 },
  });
  const { history } = await model.fit(x, y, {
    ...{ epochs: 3, batchSize: 4, shuffle: false, verbose: 0 },
    callbacks: [
      epochMetrics({ data: [x, y] }),
      learningRateScheduler(exponentialDecay({ holdEpochs: 1, rate: Math.LN2 })),
    ],
  });
  const outputs = (await (model.predict(x) as tf.Tensor2D).array()) as number[][];
  model.dispose();
  tf.dispose([x, y]);
  return { losses: history['loss'] as number[], history, outputs, range: range.losses };
}

export function testTraining(): void {
  const title = 'training by %s goes as on cpu';
  it.each(Object.entries(optimizers))(title, expectAsOnCpu);
  it.each(Object.entries(more))(title, cheapOn('cpu', 'wasm'), expectAsOnCpu);
}

async function expectAsOnCpu(_: string, make: MakeOptimizer): Promise<void> {
  const backend = tf.getBackend();
  const found = await train(make);
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const expected = await train(make).finally(() => tf.setBackend(backend));
  await expectClose(found.losses, expected.losses, 1e-3);
  await expectClose(found.range, expected.range, 1e-3);
  expect(new Set(found.losses).size, 'the loss changes from epoch to epoch').toBe(3);
  expect(found.history['lr']).toEqual(expected.history['lr']);
  const predicted = found.outputs.map((row) => row.indexOf(Math.max(...row)));
  const matrix = confusionMatrix(LABELS, predicted, 3);
  const last = (key: string) => found.history[key]?.at(-1);
  expect(last('val_balancedAccuracy')).toBeCloseTo(balancedAccuracy(matrix), 6);
  for (const [i, value] of sensitivity(matrix).entries()) {
    expect(last(`val_sensitivity_${i}`)).toBeCloseTo(value, 6);
  }
}
