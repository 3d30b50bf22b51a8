import * as tf from '@tensorflow/tfjs-core';
import { CustomCallback, constraints, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { type EarlyStoppingOptions, earlyStopping } from '../../src/schedulers';
import { seedWeights } from '../../support/models';
import { Logged, samples, smallModel, train, WeightLog, weightsOf } from './training';

afterEach(() => {
  tf.disposeVariables();
});

/** A fit in which the monitored value is as listed, at most one epoch for each. */
async function stopped(values: readonly number[], options: EarlyStoppingOptions = {}) {
  const stopping = earlyStopping(options);
  const model = smallModel();
  const log = new WeightLog();
  const callbacks = [new Logged(options.monitor ?? 'val_loss', values), stopping, log];
  const { loss } = await train(model, { epochs: values.length, callbacks });
  const { bestEpoch, stoppedEpoch } = stopping;
  return { bestEpoch, stoppedEpoch, epochs: loss!.length, model, log };
}

describe('earlyStopping', () => {
  it('stops after patience epochs without improvement', async () => {
    const values = [5, 3, 4, 2, 2, 2, 2];
    for (const [patience, bestEpoch, stoppedEpoch] of [
      [0, 1, 2],
      [1, 1, 2],
      [2, 3, 5],
      [3, 3, 6],
    ] as const) {
      const found = await stopped(values, { patience });
      expect(found).toMatchObject({ bestEpoch, stoppedEpoch, epochs: stoppedEpoch + 1 });
    }
    expect(await stopped(values, { patience: 4 })).toMatchObject({
      ...{ bestEpoch: 3, stoppedEpoch: undefined, epochs: 7 },
    });
  });

  it('counts a value as improvement that is better by more than minDelta', async () => {
    const values = [1, 0.75, 0.5, 0.25];
    expect(await stopped(values, { minDelta: 0.2 })).toMatchObject({ stoppedEpoch: undefined });
    expect(await stopped(values, { minDelta: 0.25 })).toMatchObject({ stoppedEpoch: 1 });
    const slow = await stopped(values, { minDelta: 0.25, patience: 2 });
    expect(slow).toMatchObject({ bestEpoch: 2, stoppedEpoch: undefined });
  });

  it('knows by the name what is to rise, and can be told', async () => {
    const rising = [0.1, 0.2, 0.3];
    const fell = { bestEpoch: 0, stoppedEpoch: 1 };
    const rose = { bestEpoch: 2, stoppedEpoch: undefined };
    expect(await stopped(rising, { monitor: 'val_balancedAccuracy' })).toMatchObject(rose);
    expect(await stopped(rising, { monitor: 'val_loss' })).toMatchObject(fell);
    expect(await stopped(rising, { monitor: 'val_loss', mode: 'max' })).toMatchObject(rose);
    expect(await stopped(rising, { monitor: 'val_acc', mode: 'min' })).toMatchObject(fell);
  });

  it('takes NaN for no improvement, and never stops after epoch 0', async () => {
    const nan = Number.NaN;
    expect(await stopped([nan, nan, 1])).toMatchObject({ bestEpoch: 0, stoppedEpoch: 1 });
    expect(await stopped([nan, 3, nan, 2])).toMatchObject({ bestEpoch: 1, stoppedEpoch: 2 });
  });

  it('looks at each so many epochs, and at the last', async () => {
    const none = Number.NaN;
    // epochs 1, 3 and 5 count
    const values = [0, 3, 0, 2, 0, 2, 0, 1];
    expect(await stopped(values, { every: 2, patience: 2 })).toMatchObject({
      ...{ bestEpoch: 3, stoppedEpoch: 5 },
    });
    expect(await stopped(values, { every: 2, patience: 3 })).toMatchObject({
      ...{ bestEpoch: 7, stoppedEpoch: undefined },
    });
    const last = await stopped([none, none, 5, none, 4], { every: 3, restoreBestWeights: true });
    expect(last).toMatchObject({ bestEpoch: 4, stoppedEpoch: undefined });
    await expect(stopped([], { every: 0 })).rejects.toThrow(/earlyStopping: every must be/);
  });

  it('ends with the weights of the best epoch, stopped or not', async () => {
    for (const [patience, epochs] of [
      [2, 4],
      [9, 5],
    ] as const) {
      const options = { patience, restoreBestWeights: true };
      const found = await stopped([5, 3, 4, 4, 4], options);
      expect(found).toMatchObject({ bestEpoch: 1, epochs });
      expect(await weightsOf(found.model)).toEqual(found.log.weights[1]);
      expect(found.log.weights[1]).not.toEqual(found.log.weights.at(-1));
    }
    const last = await stopped([5, 3, 4, 4, 4], { patience: 2 });
    expect(await weightsOf(last.model)).toEqual(last.log.weights[3]);
  });

  it('ends with the weights of the first epoch where none is an improvement', async () => {
    const found = await stopped([Number.NaN, Number.NaN], { restoreBestWeights: true });
    expect(found.bestEpoch).toBe(0);
    expect(await weightsOf(found.model)).toEqual(found.log.weights[0]);
  });

  it('restores moving averages, and weights that break their constraint, bit by bit', async () => {
    const model = sequential({
      layers: [
        layers.dense({
          ...{ units: 2, inputShape: [3], kernelConstraint: constraints.unitNorm({}) },
        }),
        layers.batchNormalization(),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    seedWeights(model);
    const log = new WeightLog();
    const stopping = earlyStopping({ monitor: 'mine', patience: 9, restoreBestWeights: true });
    const callbacks = [new Logged('mine', [2, 1, 3]), stopping, log];
    await train(model, { epochs: 3, callbacks });
    expect(await weightsOf(model)).toEqual(log.weights[1]);
    expect(log.weights[1]).not.toEqual(log.weights[2]);
  });

  it('serves a second fit, and leaves no tensors behind', async () => {
    const model = smallModel();
    const stopping = earlyStopping({ monitor: 'mine', patience: 1, restoreBestWeights: true });
    const run = async (values: number[]) => {
      const log = new WeightLog();
      await train(model, { epochs: 4, callbacks: [new Logged('mine', values), stopping, log] });
      return log.weights;
    };
    const before = tf.memory().numTensors;
    await run([1, 2, 2, 2]);
    expect(stopping).toMatchObject({ bestEpoch: 0, stoppedEpoch: 1 });
    const weights = await run([9, 8, 7, 6]);
    expect(stopping).toMatchObject({ bestEpoch: 3, stoppedEpoch: undefined });
    expect(await weightsOf(model)).toEqual(weights[3]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('disposes at the next fit what one that ended by an error has left', async () => {
    const model = smallModel();
    const stopping = earlyStopping({ monitor: 'loss', restoreBestWeights: true });
    const failing = new CustomCallback({
      onEpochEnd: async () => {
        throw new Error('enough');
      },
    });
    const leftBy = async (run: () => Promise<unknown>) => {
      const before = tf.memory().numTensors;
      await run();
      return tf.memory().numTensors - before;
    };
    const fails = (settings: Parameters<typeof train>[1]) => () =>
      expect(train(model, settings)).rejects.toThrow('enough');
    const leftByTfjs = await leftBy(fails({ callbacks: failing }));
    const weights = model.getWeights().length;
    expect(await leftBy(fails({ callbacks: [stopping, failing] }))).toBe(leftByTfjs + weights);
    expect(await leftBy(() => train(model, { epochs: 1, callbacks: stopping }))).toBe(-weights);
  });

  it('reads values that are still tensors', async () => {
    const { x, y } = samples();
    const stopping = earlyStopping({ patience: 1 });
    const model = smallModel(tf.train.sgd(1e-9));
    const settings = {
      epochs: 3,
      callbacks: stopping,
      validationData: [x, y] as [tf.Tensor, tf.Tensor],
    };
    const { val_loss } = await train(model, settings);
    expect(val_loss).toHaveLength(2);
    expect(stopping.stoppedEpoch).toBe(1);
  });

  it('lets another callback end an epoch before the monitored value is computed', async () => {
    const { x, y } = samples();
    const model = smallModel();
    const halt = new CustomCallback({
      onBatchEnd: async (batch) => {
        if (batch === 0) model.stopTraining = true;
      },
    });
    const stopping = earlyStopping({ restoreBestWeights: true });
    const settings = { batchSize: 2, validationData: [x, y] as [tf.Tensor, tf.Tensor] };
    const history = await train(model, { ...settings, epochs: 2, callbacks: [stopping, halt] });
    expect(Object.keys(history)).toEqual(['loss']);
    expect(stopping).toMatchObject({ bestEpoch: undefined, stoppedEpoch: undefined });
  });

  it('lists the keys where the monitored one is missing', async () => {
    const callbacks = [new Logged('mine', [1]), earlyStopping()];
    await expect(train(smallModel(), { callbacks })).rejects.toThrow(
      "earlyStopping: monitor must be one of the logs, 'loss', 'mine', but it is 'val_loss'",
    );
  });

  it('says what to do where tf.js gives it no model', async () => {
    const mixed = [{ onEpochEnd: async () => {} }, earlyStopping()];
    await expect(train(smallModel(), { callbacks: mixed as never })).rejects.toThrow(
      'earlyStopping: all callbacks of a fit must be instances of tf.Callback',
    );
  });

  it('refuses options out of their ranges', () => {
    const refuses = (options: object, message: string) =>
      expect(() => earlyStopping(options)).toThrow(`earlyStopping: ${message}`);
    refuses({ patience: -1 }, 'patience must be an integer of at least 0, but it is -1');
    refuses({ minDelta: -1 }, 'minDelta must be a finite number of at least 0, but it is -1');
    refuses({ mode: 'down' }, "mode must be 'auto' or 'min' or 'max', but it is 'down'");
  });
});
