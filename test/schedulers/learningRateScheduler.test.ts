import * as tf from '@tensorflow/tfjs-core';
import { CustomCallback, type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  earlyStopping,
  exponentialDecay,
  learningRateScheduler,
  reduceLearningRateOnPlateau,
  type Schedule,
  stepDecay,
  warmup,
} from '../../src/schedulers';
import { expectClose } from '../helpers/expectClose';
import { expectRates } from './rates';
import { Logged, optimizers, samples, smallModel, train, WeightLog, weightsOf } from './training';

afterEach(() => {
  tf.disposeVariables();
});

const halving = exponentialDecay({ holdEpochs: 1, rate: Math.LN2 });
const ladder = stepDecay({ initialLearningRate: 0.8, dropRate: 0.5, epochsDrop: 2 });

const lrOf = async (model: LayersModel, schedule: Schedule, settings: object, options = {}) =>
  (await train(model, { callbacks: learningRateScheduler(schedule, options), ...settings }))['lr']!;

/** Fits with one and the same callback, and the rates of each. */
function fitsOf(model: LayersModel, schedule: Schedule) {
  const scheduler = learningRateScheduler(schedule);
  return async (settings: object, others: CustomCallback[] = []) =>
    (await train(model, { callbacks: [scheduler, ...others], ...settings }))['lr']!;
}

describe('learningRateScheduler', () => {
  it.each(Object.entries(optimizers))('trains with the rate it sets: %s', async (_, make) => {
    const scheduled = smallModel(make(0.001));
    const lr = await lrOf(scheduled, () => 0.05, { epochs: 2, batchSize: 3 });
    const compiled = smallModel(make(0.05));
    await train(compiled, { epochs: 2, batchSize: 3 });
    expect(lr).toEqual([0.05, 0.05]);
    expect(await weightsOf(scheduled)).toEqual(await weightsOf(compiled));
    const untrained = await weightsOf(smallModel());
    expect(await weightsOf(scheduled)).not.toEqual(untrained);
  });

  it('takes optimizers by name too', async () => {
    for (const name of ['sgd', 'adam', 'adamax', 'rmsprop', 'adagrad', 'adadelta']) {
      expect(await lrOf(smallModel(name), ladder, { epochs: 3 })).toEqual([0.8, 0.8, 0.4]);
    }
  });

  it('changes the rate before the epoch, not after it', async () => {
    const model = smallModel(tf.train.sgd(123));
    const [before, { x, y }] = [await weightsOf(model), samples()];
    await train(model, { epochs: 1, callbacks: learningRateScheduler(() => 0.25) });
    const gradient = await gradientOf(model, before, x, y);
    const expected = before.map((weight, i) => weight - 0.25 * gradient[i]!);
    await expectClose(await weightsOf(model), expected, 1e-5);
  });

  it('records the rates of a schedule that goes by the rate before, and of a closed form', async () => {
    const recursive = await lrOf(smallModel(tf.train.sgd(0.8)), halving, { epochs: 5 });
    expectRates(recursive, [0.8, 0.4, 0.2, 0.1, 0.05]);
    const closed = await lrOf(smallModel(tf.train.adam(0.8)), ladder, { epochs: 5 });
    expectRates(closed, [0.8, 0.8, 0.4, 0.4, 0.2]);
  });

  it('begins with initialLearningRate instead of what the optimizer has', async () => {
    const model = smallModel(tf.train.sgd(100));
    const options = { initialLearningRate: 0.8 };
    for (let fits = 0; fits < 2; fits++) {
      expectRates(await lrOf(model, halving, { epochs: 3 }, options), [0.8, 0.4, 0.2]);
    }
  });

  const schedules: [string, Schedule, number[]][] = [
    ['recursive', halving, [0.8, 0.4, 0.2, 0.1, 0.05]],
    ['closed', ladder, [0.8, 0.8, 0.4, 0.4, 0.2]],
    ['warm-up', warmup(halving, { epochs: 1 }), [0.4, 0.8, 0.4, 0.2, 0.1]],
  ];

  it.each(schedules)('continues with the same model: %s', async (_, schedule, rates) => {
    const model = smallModel(tf.train.sgd(0.8));
    expectRates(await lrOf(model, schedule, { epochs: 2 }), rates.slice(0, 2));
    expectRates(await lrOf(model, schedule, { initialEpoch: 2, epochs: 4 }), rates.slice(2, 4));
    expectRates(await lrOf(model, schedule, { initialEpoch: 4, epochs: 5 }), rates.slice(4));
  });

  it.each(schedules)('continues with a newly compiled model: %s', async (_, schedule, rates) => {
    const resumed = { initialEpoch: 3, epochs: 5 };
    expectRates(await lrOf(smallModel(tf.train.adam(0.8)), schedule, resumed), rates.slice(3));
    const other = smallModel(tf.train.adam(7));
    const options = { initialLearningRate: 0.8 };
    expectRates(await lrOf(other, schedule, resumed, options), rates.slice(3));
  });

  it.each(schedules)('goes back to an epoch in between: %s', async (_, schedule, rates) => {
    const model = smallModel(tf.train.sgd(0.8));
    const rated = fitsOf(model, schedule);
    await rated({ epochs: 5 });
    expectRates(await rated({ initialEpoch: 2, epochs: 5 }), rates.slice(2));
    expectRates(await rated({ initialEpoch: 1, epochs: 2 }), rates.slice(1, 2));
  });

  it.each(schedules)('catches up with epochs that were skipped: %s', async (_, schedule, rates) => {
    const model = smallModel(tf.train.sgd(0.8));
    const rated = fitsOf(model, schedule);
    await rated({ epochs: 1 });
    expectRates(await rated({ initialEpoch: 4, epochs: 5 }), rates.slice(4));
  });

  it('goes back to an epoch that was broken off', async () => {
    const rated = fitsOf(smallModel(tf.train.sgd(0.8)), halving);
    let batches = 0;
    const broken = new CustomCallback({
      onBatchBegin: async () => {
        batches++;
        if (batches === 8) throw new Error('broken off');
      },
    });
    // three batches an epoch
    await expect(rated({ epochs: 5, batchSize: 2 }, [broken])).rejects.toThrow('broken off');
    expectRates(await rated({ initialEpoch: 2, epochs: 4, batchSize: 2 }), [0.2, 0.1]);
  });

  it('knows nothing of what another callback set, but the rate that the optimizer has', async () => {
    const model = smallModel(tf.train.sgd(0.8));
    await lrOf(model, halving, { epochs: 5 });
    expectRates(await lrOf(model, halving, { initialEpoch: 2, epochs: 4 }), [0.025, 0.0125]);
    expectRates(await lrOf(model, ladder, { initialEpoch: 2, epochs: 5 }), [0.4, 0.4, 0.2]);
    const [first, second] = [fitsOf(model, halving), fitsOf(model, halving)];
    expectRates(await first({ initialEpoch: 1, epochs: 2 }), [0.1]);
    expectRates(await second({ initialEpoch: 2, epochs: 4 }), [0.05, 0.025]);
    expectRates(await first({ initialEpoch: 4, epochs: 6 }), [0.0125, 0.00625]);
  });

  it('serves several models, each newly compiled, one after the other', async () => {
    const scheduler = learningRateScheduler(halving);
    for (const rate of [0.8, 4]) {
      const settings = { epochs: 3, callbacks: scheduler };
      const { lr } = await train(smallModel(tf.train.sgd(rate)), settings);
      expectRates(lr!, [rate, rate / 2, rate / 4]);
    }
  });

  it.each([tf.train.adam, tf.train.sgd])('continues after saving and loading', async (make) => {
    const model = smallModel(make(0.8));
    await lrOf(model, halving, { epochs: 3 });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
      { includeOptimizer: true },
    );
    const loaded = await loadLayersModel(tf.io.fromMemory(saved!));
    expectRates(await lrOf(loaded, halving, { initialEpoch: 3, epochs: 5 }), [0.1, 0.05]);
  });

  it('goes on from the rate that the optimizer was given in between', async () => {
    const model = smallModel(tf.train.adam(0.8));
    const rated = fitsOf(model, halving);
    await rated({ epochs: 2 });
    const setRate = (rate: number) => {
      (model.optimizer as unknown as { learningRate: number }).learningRate = rate;
    };
    setRate(16);
    expectRates(await rated({ initialEpoch: 2, epochs: 4 }), [8, 4]);
    expectRates(await rated({ initialEpoch: 3, epochs: 4 }), [4]);
    setRate(32);
    expectRates(await lrOf(model, halving, { initialEpoch: 4, epochs: 6 }), [16, 8]);
  });

  it('works with other callbacks in one array, in any order, and records lr once', async () => {
    const values = [3, 2, 2, 1, 2, 2, 2];
    const scheduler = learningRateScheduler(halving);
    const stopping = earlyStopping({ monitor: 'val_balancedAccuracy', mode: 'min', patience: 2 });
    const plateau = reduceLearningRateOnPlateau({ monitor: 'loss', patience: 50 });
    const ends: number[] = [];
    const custom = new CustomCallback({
      onEpochEnd: async (_, logs) => void ends.push(logs!['lr']!),
    });
    for (const callbacks of [
      [scheduler, new Logged('val_balancedAccuracy', values), stopping, plateau, custom],
      [plateau, new Logged('val_balancedAccuracy', values), stopping, scheduler, custom],
    ]) {
      const history = await train(smallModel(tf.train.sgd(0.8)), { epochs: 7, callbacks });
      expectRates(history['lr']!, [0.8, 0.4, 0.2, 0.1, 0.05, 0.025]);
      expect(history['val_balancedAccuracy']).toEqual(values.slice(0, 6));
      expect(stopping).toMatchObject({ bestEpoch: 3, stoppedEpoch: 5 });
    }
    expect(ends).toHaveLength(12);
  });

  it('takes over what a plateau reduced, whichever stands first, and logs the rate of the epoch', async () => {
    const made = () => [
      learningRateScheduler(exponentialDecay({ holdEpochs: 9, rate: 1 })),
      reduceLearningRateOnPlateau({ monitor: 'loss', mode: 'max', factor: 0.5, patience: 1 }),
    ];
    const flat = new Logged('loss', [1, 1, 1, 1]);
    for (const callbacks of [made(), made().reverse()]) {
      const model = smallModel(tf.train.sgd(0.8));
      const { lr } = await train(model, { epochs: 4, callbacks: [flat, ...callbacks] });
      expectRates(lr!, [0.8, 0.8, 0.4, 0.2]);
    }
  });

  it('records lr in fitDataset as well', async () => {
    const model = smallModel(tf.train.sgd(0.8));
    const batches = { iterator: async () => ({ next: async () => nextBatch() }) };
    let made = 0;
    const nextBatch = () => {
      made++;
      const { x: xs, y: ys } = samples();
      return { done: false, value: { xs, ys } };
    };
    const { history } = await model.fitDataset(batches as never, {
      ...{ epochs: 3, batchesPerEpoch: 2, verbose: 0 },
      callbacks: learningRateScheduler(halving),
    });
    expectRates(history['lr'] as number[], [0.8, 0.4, 0.2]);
    expect(made).toBe(6);
  });

  it('leaves no tensors behind', async () => {
    const model = smallModel(tf.train.momentum(0.8, 0.9));
    await lrOf(model, halving, { epochs: 1 });
    const before = tf.memory().numTensors;
    await lrOf(model, halving, { epochs: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells the epoch of a rate that is none', async () => {
    for (const wrong of [Number.NaN, -0.1, Number.POSITIVE_INFINITY]) {
      const schedule = (epoch: number) => (epoch < 2 ? 0.1 : wrong);
      const message = `learningRateScheduler: the rate that the schedule gives for epoch 2 must be a finite number of at least 0, but it is ${wrong}`;
      await expect(lrOf(smallModel(), schedule, { epochs: 4 })).rejects.toThrow(message);
      const resumed = { initialEpoch: 3, epochs: 4 };
      await expect(lrOf(smallModel(), schedule, resumed)).rejects.toThrow(message);
    }
    expect(await lrOf(smallModel(), () => 0, { epochs: 1 })).toEqual([0]);
  });

  it('says what to do where tf.js gives it no model', async () => {
    const scheduler = learningRateScheduler(halving);
    await train(smallModel(), { epochs: 1, callbacks: scheduler });
    const mixed = [{ onEpochEnd: async () => {} }, scheduler];
    await expect(train(smallModel(), { callbacks: mixed as never })).rejects.toThrow(
      'learningRateScheduler: all callbacks of a fit must be instances of tf.Callback or tf.CustomCallback, but the first is a plain object: put it into new tf.CustomCallback({ … })',
    );
  });

  it('refuses what is no schedule and no rate', () => {
    expect(() => learningRateScheduler(0.1 as never)).toThrow(
      'learningRateScheduler: schedule must be a function, but it is 0.1',
    );
    expect(() => learningRateScheduler(halving, { initialLearningRate: -1 })).toThrow(
      'learningRateScheduler: initialLearningRate must be a finite number of at least 0, but it is -1',
    );
  });

  it('says what an optimizer lacks', async () => {
    class Still extends tf.Optimizer {
      static className = 'Still';
      applyGradients() {}
      getConfig() {
        return {};
      }
    }
    const model = smallModel(new Still());
    await expect(lrOf(model, ladder, { epochs: 1 })).rejects.toThrow(
      'learningRateScheduler: the optimizer must have a number learningRate, but it is undefined',
    );
  });

  it('does not disturb what else trains', async () => {
    const log = new WeightLog();
    const rate = 0.3;
    const callbacks = [learningRateScheduler(() => rate), log];
    await train(smallModel(tf.train.sgd(1)), { epochs: 3, callbacks });
    const plain = new WeightLog();
    await train(smallModel(tf.train.sgd(rate)), { epochs: 3, callbacks: plain });
    expect(log.weights).toEqual(plain.weights);
  });
});

/** Of the mean squared error at other weights, by tf.js's own differentiation of the layers written out. */
async function gradientOf(
  model: LayersModel,
  weights: readonly number[],
  x: tf.Tensor2D,
  y: tf.Tensor2D,
): Promise<number[]> {
  let start = 0;
  const parts = model.getWeights().map(({ shape, size }) => {
    start += size;
    return tf.tensor(weights.slice(start - size, start), shape);
  });
  const gradients = tf.grads((k1, b1, k2, b2) => {
    const hidden = tf.tanh(tf.add(tf.matMul(x, k1 as tf.Tensor2D), b1!));
    const output = tf.add(tf.matMul(hidden, k2 as tf.Tensor2D), b2!);
    return tf.mean(tf.square(tf.sub(output, y)));
  })(parts);
  const values = await Promise.all(gradients.map((gradient) => gradient.data()));
  return values.flatMap((part) => [...part]);
}
