import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ReduceLearningRateOnPlateauOptions,
  reduceLearningRateOnPlateau,
} from '../../src/schedulers';
import { expectRates } from './rates';
import { Logged, optimizers, samples, smallModel, train, weightsOf } from './training';

afterEach(() => {
  tf.disposeVariables();
});

/** The rates of epochs in which the monitored value is as listed, from a rate of 1. */
async function ratesFor(
  values: readonly number[],
  options: ReduceLearningRateOnPlateauOptions,
  model = smallModel(tf.train.sgd(1)),
): Promise<number[]> {
  const monitor = options.monitor ?? 'val_loss';
  const callbacks = [new Logged(monitor, values), reduceLearningRateOnPlateau(options)];
  return (await train(model, { epochs: values.length, callbacks }))['lr']!;
}

const half = { factor: 0.5, patience: 2 };

describe('reduceLearningRateOnPlateau', () => {
  it('reduces after patience epochs without improvement, from the next one on', async () => {
    const values = [5, 4, 4, 4, 4, 4, 3, 3, 3, 3];
    expectRates(await ratesFor(values, half), [1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]);
  });

  it('counts a value as improvement that is better by more than minDelta', async () => {
    const values = [1, 0.75, 0.5, 0.25];
    const patient = { factor: 0.5, patience: 1 };
    expectRates(await ratesFor(values, { ...patient, minDelta: 0.2 }), [1, 1, 1, 1]);
    // 0.75 and 0.5 are not below 1 - 0.5
    expectRates(await ratesFor(values, { ...patient, minDelta: 0.5 }), [1, 1, 0.5, 0.25]);
  });

  it("has Keras' defaults: a tenth after ten epochs that are not better by 1e-4", async () => {
    const values = Array.from({ length: 12 }, (_, epoch) => 1 - epoch * 9e-6);
    const expected = values.map((_, epoch) => (epoch < 11 ? 1 : 0.1));
    expectRates(await ratesFor(values, {}), expected);
    const better = values.map((_, epoch) => 1 - epoch * 11e-6);
    expectRates(await ratesFor(better, {}), Array(12).fill(1));
  });

  it('rests for cooldown epochs', async () => {
    const values = [4, 4, 4, 4, 4, 4, 4, 4, 4];
    // as in Keras the epoch that ends the rest counts again: reduced after epochs 1, 4 and 7
    expectRates(
      await ratesFor(values, { factor: 0.5, patience: 1, cooldown: 3 }),
      [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125],
    );
  });

  it('notes what improves in the rest', async () => {
    const values = [4, 4, 1, 2, 2, 2];
    const options = { factor: 0.5, patience: 1, cooldown: 2 };
    expectRates(await ratesFor(values, options), [1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('takes a patience of 0 for 1', async () => {
    expectRates(await ratesFor([4, 3, 3, 2], { factor: 0.5, patience: 0 }), [1, 1, 1, 0.5]);
  });

  it('stops at minLearningRate', async () => {
    const options = { factor: 0.5, patience: 1, minLearningRate: 0.3 };
    expectRates(await ratesFor([4, 4, 4, 4, 4], options), [1, 1, 0.5, 0.3, 0.3]);
    const above = smallModel(tf.train.sgd(0.1));
    expectRates(await ratesFor([4, 4, 4], options, above), [0.1, 0.1, 0.1]);
  });

  it('takes NaN for no improvement', async () => {
    const values = [Number.NaN, Number.NaN, 4, Number.NaN, Number.NaN];
    expectRates(await ratesFor(values, { factor: 0.5, patience: 1 }), [1, 0.5, 0.25, 0.25, 0.125]);
  });

  it('knows by the name what is to rise, and can be told', async () => {
    const rising = [0.1, 0.2, 0.3];
    const once = { factor: 0.5, patience: 1 };
    for (const monitor of [
      ...['acc', 'val_acc', 'val_balancedAccuracy', 'val_sensitivity_0', 'val_specificity_1'],
      ...['val_precision', 'recall', 'AUC', 'val_f1Score'],
    ]) {
      expectRates(await ratesFor(rising, { ...once, monitor }), [1, 1, 1]);
    }
    for (const monitor of [
      'loss',
      'val_meanSquaredError',
      'mae',
      'accumulated_loss',
      'acc_error',
    ]) {
      expectRates(await ratesFor(rising, { ...once, monitor }), [1, 1, 0.5]);
    }
    expectRates(await ratesFor(rising, { ...once, monitor: 'mine', mode: 'max' }), [1, 1, 1]);
    expectRates(await ratesFor(rising, { ...once, monitor: 'acc', mode: 'min' }), [1, 1, 0.5]);
  });

  it('begins anew with every fit', async () => {
    const model = smallModel(tf.train.sgd(1));
    const callbacks = [
      new Logged('loss', [1, 1, 1]),
      reduceLearningRateOnPlateau({ ...half, monitor: 'loss' }),
    ];
    expectRates((await train(model, { epochs: 3, callbacks }))['lr']!, [1, 1, 1]);
    const worse = [new Logged('loss', [9, 8, 7]), callbacks[1]!];
    expectRates((await train(model, { epochs: 3, callbacks: worse }))['lr']!, [0.5, 0.5, 0.5]);
  });

  it.each(Object.entries(optimizers))('trains with the reduced rate: %s', async (_, make) => {
    const model = smallModel(make(0.04));
    const callbacks = [
      new Logged('loss', [1, 1, 1]),
      reduceLearningRateOnPlateau({ monitor: 'loss', factor: 0.5, patience: 1 }),
    ];
    await train(model, { epochs: 3, callbacks });
    const twin = smallModel(make(0.04));
    await train(twin, { epochs: 2 });
    const rated = twin.optimizer as unknown as {
      learningRate: number;
      setLearningRate?(rate: number): void;
    };
    if (rated.setLearningRate) rated.setLearningRate(0.02);
    else rated.learningRate = 0.02;
    await train(twin, { epochs: 1 });
    expect(await weightsOf(model)).toEqual(await weightsOf(twin));
  });

  it('reads values that are still tensors, and leaves none behind', async () => {
    const model = smallModel(tf.train.sgd(1e-9));
    const { x, y } = samples();
    const before = tf.memory().numTensors;
    const callbacks = [reduceLearningRateOnPlateau({ patience: 1 })];
    const { lr } = await train(model, { epochs: 3, callbacks, validationData: [x, y] });
    expectRates(lr!, [1e-9, 1e-9, 1e-10]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lists the keys where the monitored one is missing', async () => {
    const model = smallModel();
    await expect(
      train(model, { epochs: 2, callbacks: reduceLearningRateOnPlateau() }),
    ).rejects.toThrow(
      "reduceLearningRateOnPlateau: monitor must be one of the logs, 'loss', 'lr', but it is 'val_loss'",
    );
  });

  it('says what to do where tf.js gives it no model', async () => {
    const mixed = [{ onEpochEnd: async () => {} }, reduceLearningRateOnPlateau()];
    await expect(train(smallModel(), { callbacks: mixed as never })).rejects.toThrow(
      'reduceLearningRateOnPlateau: all callbacks of a fit must be instances of tf.Callback',
    );
  });

  it('refuses options out of their ranges', () => {
    const refuses = (options: object, message: string) =>
      expect(() => reduceLearningRateOnPlateau(options)).toThrow(
        `reduceLearningRateOnPlateau: ${message}`,
      );
    refuses({ factor: 1 }, 'factor must be above 0 and below 1, but it is 1');
    refuses({ factor: 0 }, 'factor must be above 0 and below 1, but it is 0');
    refuses({ patience: 1.5 }, 'patience must be an integer of at least 0, but it is 1.5');
    refuses({ cooldown: -1 }, 'cooldown must be an integer of at least 0, but it is -1');
    refuses({ minDelta: -1 }, 'minDelta must be a finite number of at least 0, but it is -1');
    refuses({ minLearningRate: Number.NaN }, 'minLearningRate must be a finite number');
    refuses({ mode: 'up' }, "mode must be 'auto' or 'min' or 'max', but it is 'up'");
    refuses({ monitor: 3 }, 'monitor must be a string, but it is 3');
  });
});
