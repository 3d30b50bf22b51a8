import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients';
import { keptWith } from '../../src/internal/keptWith';
import { epsilonPlus, lrp } from '../../src/relevance';
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
    const [model, fresh] = [make(), make()];
    const x = randomTensor([3, 7, 6, 2], 5);
    const before = map(model, x);
    await expectClose(map(model, x), await before.data(), 0);
    // every weight, each by another factor
    const changed = model.getWeights().map((w, i) => tf.mul(w, 1.1 + 0.2 * (i % 3)));
    model.setWeights(changed);
    fresh.setWeights(changed);
    const [after, expected] = [map(model, x), map(fresh, x)];
    await expectClose(after, await expected.data(), 1e-6);
    const difference = await tf.max(tf.abs(tf.sub(after, before))).data();
    expect(difference[0]).toBeGreaterThan(1e-3);
  });

  it('leave nothing behind when the model is gone', async () => {
    const x = randomTensor([1, 7, 6, 2], 5);
    const before = tf.memory();
    const model = make();
    for (const map of Object.values(maps)) map(model, x).dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
