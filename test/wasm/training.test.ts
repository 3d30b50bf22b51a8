import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomArray } from '../../support/random';

const { layers } = tfl;
const backend = tf.getBackend();

const plain = () => [
  layers.conv2d({
    filters: 4,
    kernelSize: 3,
    padding: 'same',
    activation: 'relu',
    inputShape: [10, 9, 2],
  }),
  layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
  layers.conv2d({ filters: 4, kernelSize: 2, activation: 'tanh' }),
  layers.flatten(),
  layers.dense({ units: 8, activation: 'relu' }),
];

const mixed = () => [
  layers.separableConv2d({
    filters: 4,
    kernelSize: 3,
    padding: 'same',
    activation: 'relu',
    inputShape: [10, 9, 2],
  }),
  layers.batchNormalization(),
  layers.maxPooling2d({ poolSize: 2 }),
  layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', strides: 2 }),
  layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
  layers.averagePooling2d({ poolSize: 2, padding: 'same' }),
  layers.globalAveragePooling2d({}),
];

/** Kernels smaller than their strides: images of 9, 3 and 3 pixels end behind the last window. */
const apart = () => [
  layers.conv2d({
    filters: 4,
    kernelSize: 2,
    strides: 3,
    padding: 'same',
    activation: 'relu',
    inputShape: [10, 9, 2],
  }),
  layers.separableConv2d({ filters: 4, kernelSize: 2, strides: 3, padding: 'same' }),
  layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 3, padding: 'same' }),
  layers.depthwiseConv2d({ kernelSize: 2, strides: 4, padding: 'same' }),
  layers.flatten(),
];

/** Sets every weight from seeded numbers, so that all backends start alike. */
function seedWeights(model: tfl.LayersModel) {
  const weights = model.getWeights().map(({ shape }, i) => {
    const values = randomArray(tf.util.sizeFromShape(shape), i + 1).map((v) => 0.4 + 0.4 * v);
    return tf.tensor(shape.length > 1 ? values.map((v) => v - 0.4) : values, shape);
  });
  model.setWeights(weights);
  tf.dispose(weights);
}

async function train(
  on: string,
  stack: () => tfl.layers.Layer[],
  options: { optimizer: string; loss: string },
): Promise<number[]> {
  await tf.setBackend(on);
  const model = tfl.sequential({
    layers: [...stack(), layers.dense({ units: 3, activation: 'softmax' })],
  });
  model.compile({ ...options, metrics: ['accuracy'] });
  seedWeights(model);
  const x = tf.tensor(randomArray(12 * 180, 99), [12, 10, 9, 2]);
  const classes = tf.tensor1d(
    Array.from({ length: 12 }, (_, i) => (i * i) % 3),
    'float32',
  );
  const sparse = options.loss.startsWith('sparse');
  const y = sparse ? classes : tf.cast(tf.oneHot(tf.cast(classes, 'int32'), 3), 'float32');
  const { history } = await model.fit(x, y, {
    epochs: 3,
    batchSize: 5,
    shuffle: false,
    verbose: 0,
  });
  model.dispose();
  tf.dispose([x, classes, y]);
  return history['loss'] as number[];
}

describe.runIf(backend === 'wasm')('a CNN trained on wasm', () => {
  afterAll(() => tf.setBackend(backend).then(() => undefined));

  it.each([
    { name: 'plain', stack: plain, optimizer: 'adam', loss: 'categoricalCrossentropy' },
    { name: 'plain', stack: plain, optimizer: 'rmsprop', loss: 'sparseCategoricalCrossentropy' },
    { name: 'mixed', stack: mixed, optimizer: 'sgd', loss: 'categoricalCrossentropy' },
    { name: 'mixed', stack: mixed, optimizer: 'adam', loss: 'meanSquaredError' },
    { name: 'apart', stack: apart, optimizer: 'sgd', loss: 'categoricalCrossentropy' },
  ])('loses what it loses on cpu: $name, $optimizer, $loss', async ({ stack, ...options }) => {
    await import('@tensorflow/tfjs-backend-cpu');
    registerWasmKernels();
    const expected = await train('cpu', stack, options);
    const actual = await train('wasm', stack, options);
    expect(new Set(expected).size, 'the loss changes from epoch to epoch').toBe(3);
    expected.forEach((loss, epoch) => {
      expect(Math.abs((actual[epoch] as number) - loss) / loss).toBeLessThanOrEqual(1e-4);
    });
  });
});

describe.runIf(backend !== 'wasm')('a CNN trained on another backend', () => {
  it('is not changed by the call', async () => {
    const options = { optimizer: 'sgd', loss: 'categoricalCrossentropy' };
    const before = await train(backend, mixed, options);
    registerWasmKernels();
    const after = await train(backend, mixed, options);
    after.forEach((loss, epoch) => {
      expect(loss).toBeCloseTo(before[epoch] as number, 5);
    });
  });
});
