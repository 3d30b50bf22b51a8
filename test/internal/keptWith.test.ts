import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { fuseModel } from '../../src/fourier';
import {
  chainRule,
  convolutionJvp,
  convolutionVjp,
  inputGradient,
  splitModel,
} from '../../src/gradients';
import { keptWith } from '../../src/internal/keptWith';
import { epsilonPlus, lrp, selectKernels } from '../../src/relevance';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

/** How often it has been made is counted. */
function doubled(count: { made: number }, weights: tf.Tensor): tf.Tensor {
  const make = () => {
    count.made++;
    return [tf.mul(weights, 2)];
  };
  return keptWith([weights], 'doubled', make)[0] as tf.Tensor;
}

describe('keptWith', () => {
  it('makes once what is made of the same weights under one name', async () => {
    const count = { made: 0 };
    const weights = tf.tensor1d([1, 2, 3]);
    for (let times = 0; times < 3; times++) {
      const y = doubled(count, weights);
      await expectClose(y, [2, 4, 6], 0);
      y.dispose();
    }
    expect(count.made).toBe(1);
    const [other] = keptWith([weights], 'negative', () => [tf.neg(weights)]) as [tf.Tensor];
    await expectClose(other, [-1, -2, -3], 0);
    await expectClose(doubled(count, tf.reshape(weights, [3, 1])), [2, 4, 6], 0);
  });

  it('makes it anew of weights that have changed, the second of several as well as the first', async () => {
    const count = { made: 0 };
    const variable = tf.variable(tf.tensor1d([1, 2]));
    await expectClose(doubled(count, variable), [2, 4], 0);
    variable.assign(tf.tensor1d([5, 7]));
    await expectClose(doubled(count, variable), [10, 14], 0);
    expect(count.made).toBe(2);
    const fixed = tf.tensor1d([1, 1]);
    const sum = () =>
      keptWith([fixed, variable], 'sum', () => [tf.add(fixed, variable)])[0] as tf.Tensor;
    await expectClose(sum(), [6, 8], 0);
    variable.assign(tf.tensor1d([0, -1]));
    await expectClose(sum(), [1, 0], 0);
  });

  it('leaves nothing behind when the weights are gone, nor tensors before', async () => {
    const before = tf.memory();
    const weights = tf.tensor1d([1, 2, 3]);
    const count = { made: 0 };
    await expectNoLeak(() => doubled(count, weights), 1);
    const y = doubled(count, weights);
    weights.dispose();
    // whoever has it goes on having it
    await expectClose(y, [2, 4, 6], 0);
    y.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it('does not keep weights alive by what shares their data', () => {
    const before = tf.memory();
    const weights = tf.tensor2d([1, 2], [1, 2]);
    const turned = () => keptWith([weights], 'turned', () => [tf.reshape(weights, [2, 1])]);
    tf.dispose([...turned(), ...turned()]);
    weights.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('keeps nothing of what gradients are recorded of', async () => {
    const weights = tf.tensor1d([1, 2, 3]);
    const count = { made: 0 };
    doubled(count, weights).dispose();
    const gradient = tf.grad((w: tf.Tensor) => tf.sum(tf.square(doubled(count, w))))(weights);
    await expectClose(gradient, [8, 16, 24], 1e-6);
  });
});

describe('explanations after a training', () => {
  const make = () =>
    seedWeights(
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({
            inputShape: [7, 6, 2],
            filters: 4,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
          }),
          tfl.layers.batchNormalization(),
          tfl.layers.leakyReLU(),
          tfl.layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, activation: 'tanh' }),
          tfl.layers.conv2d({ filters: 3, kernelSize: 1 }),
          tfl.layers.flatten(),
          tfl.layers.dense({ units: 2 }),
        ],
      }),
    );
  const maps = {
    'lrp by epsilonPlus': (model: tfl.LayersModel, x: tf.Tensor) =>
      lrp(model, x, { target: 1, composite: epsilonPlus() }),
    inputGradient: (model: tfl.LayersModel, x: tf.Tensor) => inputGradient(model, x, { target: 1 }),
  };

  it.each(Object.entries(maps))('%s are those of the new weights', async (_, map) => {
    await expectNew(make, map, randomTensor([3, 7, 6, 2], 5));
  });

  it('leave nothing behind when the model is gone', async () => {
    await expectGone(make, Object.values(maps), randomTensor([1, 7, 6, 2], 5));
  });
});

type Make = () => tfl.LayersModel;
type Map = (model: tfl.LayersModel, x: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>;

/** What a map gives after a training is what it gives of a model that has had these weights from the first. */
async function expectNew(make: Make, map: Map, x: tf.Tensor): Promise<void> {
  const [model, fresh] = [make(), make()];
  const before = await map(model, x);
  // some things are made at the second call, and found at the third
  for (let times = 0; times < 3; times++) await expectClose(await map(model, x), before, 1e-5);
  // every weight, each by another factor
  const changed = model.getWeights().map((w, i) => tf.mul(w, 1.1 + 0.2 * (i % 3)));
  model.setWeights(changed);
  fresh.setWeights(changed);
  const expected = await map(fresh, x);
  for (let times = 0; times < 3; times++) await expectClose(await map(model, x), expected, 1e-5);
  const difference = await tf.max(tf.abs(tf.sub(expected, before))).data();
  expect(difference[0]).toBeGreaterThan(1e-3);
}

/** Further calls leave nothing, and all goes with the model. */
async function expectGone(make: Make, maps: readonly Map[], x: tf.Tensor): Promise<void> {
  const before = tf.memory();
  const model = make();
  const explain = async () => {
    for (const map of maps) tf.dispose(await map(model, x));
  };
  for (let times = 0; times < 3; times++) await explain();
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  await explain();
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes });
  model.dispose();
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
}

describe('fused kernels', () => {
  const layer = { kernelSize: 3, padding: 'same' } as const;
  const make = () =>
    seedWeights(
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({ inputShape: [20, 18, 1], filters: 8, ...layer }),
          tfl.layers.batchNormalization(),
          tfl.layers.conv2d({ filters: 16, ...layer }),
          tfl.layers.conv2d({ filters: 24, ...layer }),
          tfl.layers.flatten(),
          tfl.layers.dense({ units: 3 }),
        ],
      }),
    );
  const gOf = (model: tfl.LayersModel) => splitModel(model).g;
  const maps: Record<string, Map> = {
    fuseModel: (model, x) => {
      const fused = fuseModel(model);
      const y = fused.predict(x) as tf.Tensor;
      fused.dispose();
      return y;
    },
    convolutionJvp: (model, x) => convolutionJvp(gOf(model), x),
    convolutionVjp: (model, x) =>
      tf.tidy(() => convolutionVjp(gOf(model), tf.tile(x, [1, 1, 1, 24]))),
    chainRule: (model, x) => tf.tidy(() => chainRule(model, x, { target: 1 }).inputGradient),
    selectKernels: async (model, x) =>
      tf.tensor2d((await selectKernels(model, x)).errors as number[][]),
  };
  const x = () => randomTensor([4, 20, 18, 1], 5);

  it.each(Object.entries(maps))('of a model that is trained are made anew: %s', async (_, map) => {
    await expectNew(make, map, x());
  });

  it('go with the model', async () => {
    await expectGone(make, Object.values(maps), x());
  });

  it('are those of the layers, and transposed have the same inner products', async () => {
    const { g } = splitModel(make());
    const [images, c] = [x(), randomTensor([4, 20, 18, 24], 6)];
    const of = (input: tf.Tensor) => g.predict(input) as tf.Tensor;
    const tangent = tf.sub(of(images), of(tf.zerosLike(images)));
    const products = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b), [1, 2, 3]);
    for (let times = 0; times < 3; times++) {
      await expectClose(convolutionJvp(g, images), tangent, 1e-5);
      const back = convolutionVjp(g, c);
      await expectClose(products(back, images), products(c, tangent), 1e-5);
    }
  });
});
