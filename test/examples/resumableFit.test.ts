import { existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { exponentialDecay, learningRateScheduler } from 'fourier-xai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchValues } from '../../examples/shared/batchLog';
import type { EarlyStopping } from '../../examples/shared/bestEpoch';
import { madeFrom } from '../../examples/shared/madeFrom';
import { type ResumableFit, resumableFit } from '../../examples/shared/resumableFit';
import { UserError } from '../../support/userError';

const [one, other] = [madeFrom({ a: 1 }), madeFrom({ a: 2 })];
const EPOCHS = 5;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resumable-'));
  file = join(folder, 'checkpoint');
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

class StopIn extends tfl.Callback {
  constructor(private readonly stopped: number) {
    super();
  }

  private epoch = 0;

  override async onEpochBegin(epoch: number) {
    this.epoch = epoch;
  }

  override async onBatchEnd(batch: number) {
    if (this.epoch === this.stopped && batch === 1) throw new Error('stopped');
  }
}

/** Trains a new network with dropout; the initial weights are of the seed of the network. */
async function train(
  network: number,
  options: Partial<ResumableFit> = {},
  callbacks: tfl.Callback[] = [],
) {
  const init = (i: number) => tfl.initializers.glorotUniform({ seed: 10 * network + i });
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({
        units: 7,
        activation: 'relu',
        inputShape: [5],
        kernelInitializer: init(1),
      }),
      tfl.layers.dropout({ rate: 0.3 }),
      tfl.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: init(2) }),
    ],
  });
  const optimizer = tf.train.adam(0.02);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const x = tf.randomNormal([23, 5], 0, 1, 'float32', 4);
  const y = tf.tidy(() => tf.oneHot(tf.argMax(tf.slice(x, [0, 0], [23, 3]), 1), 3));
  const schedule = exponentialDecay({ holdEpochs: 1, rate: 0.3 });
  try {
    const history = await resumableFit(model, x, y, {
      ...{ file, from: one, epochs: EPOCHS, seed: 3, batchSize: 1, every: 0 },
      validationData: [x, y],
      callbacks: [learningRateScheduler(schedule), ...callbacks],
      ...options,
    });
    const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
    return { history, weights };
  } finally {
    tf.dispose([x, y]);
    model.dispose();
    optimizer.dispose();
  }
}

it('ends with the same weights and history, to the last bit, where it was stopped', async () => {
  const whole = await train(1, { every: Number.POSITIVE_INFINITY });
  expect(existsSync(file)).toBe(false);
  expect(whole.history['loss']).toHaveLength(EPOCHS);
  expect(Object.keys(whole.history).sort()).toEqual(['acc', 'loss', 'lr', 'val_acc', 'val_loss']);

  for (const epoch of [2, 4]) {
    await expect(train(1, {}, [new StopIn(epoch)])).rejects.toThrow('stopped');
    expect(existsSync(file)).toBe(true);
    Math.random(); // what was drawn before does not matter, nor do the weights of the model that goes on
    const resumed: number[] = [];
    const again = await train(2, { onResume: (epochs) => resumed.push(epochs) });
    expect(resumed).toEqual([epoch]);
    expect(again).toEqual(whole);
    rmSync(file);
  }
});

it('goes on for more epochs, and has nothing to do where all are done', async () => {
  const whole = await train(1, { every: Number.POSITIVE_INFINITY });
  await train(1, { epochs: 3 });
  expect(await train(2)).toEqual(whole);
  expect(await train(2)).toEqual(whole);
});

it('depends on the seed', async () => {
  const whole = await train(1, { every: Number.POSITIVE_INFINITY });
  expect(await train(1, { seed: 4 })).not.toEqual(whole);
});

it('starts anew where it is made from something else', async () => {
  await train(2);
  const whole = await train(1, { every: Number.POSITIVE_INFINITY, file: join(folder, 'none') });
  expect(await train(1, { from: other })).toEqual(whole);
});

it('names a damaged checkpoint', async () => {
  await train(1);
  truncateSync(file, 300);
  const message = `the cached checkpoint ${file} is damaged: delete it to train from the beginning`;
  await expect(train(1)).rejects.toThrow(new UserError(message));
});

describe('within an epoch', () => {
  const whole = { every: Number.POSITIVE_INFINITY };
  /** Seconds are never the same. */
  const kept = () => {
    const batches: BatchValues[] = [];
    const onBatch = ({ seconds: _, ...values }: BatchValues) => batches.push(values);
    return { batches, onBatch: (values: BatchValues) => void onBatch(values) };
  };

  it('ends with the same weights, history and batches', async () => {
    const [first, second] = [kept(), kept()];
    const all = await train(1, { ...whole, onBatch: first.onBatch, batchSize: 4 });
    expect(first.batches).toHaveLength(EPOCHS * 6);
    const { loss, size } = first.batches.at(-1)!;
    expect({ names: Object.keys(first.batches[0]!), size }).toEqual({
      names: ['size', 'loss', 'acc'],
      size: 3,
    });
    expect(loss).toBeGreaterThan(0);

    for (const [epoch, onResume] of [
      [0, vi.fn()],
      [3, vi.fn()],
    ] as const) {
      const stopped = train(1, { onBatch: () => {}, batchSize: 4 }, [new StopIn(epoch)]);
      await expect(stopped).rejects.toThrow('stopped');
      second.batches.length = 0;
      const again = await train(2, { onBatch: second.onBatch, batchSize: 4, onResume });
      expect(onResume).toHaveBeenCalledExactlyOnceWith(epoch);
      expect(again).toEqual(all);
      expect(second.batches).toEqual(first.batches);
      rmSync(file);
    }
  });

  it('has the means of its batches as loss and accuracy of an epoch', async () => {
    const { history } = await train(1, { ...whole, onBatch: () => {}, batchSize: 4 });
    const { history: byFit } = await train(1, { ...whole, batchSize: 23, onBatch: () => {} });
    expect(Object.keys(history).sort()).toEqual(['acc', 'loss', 'lr', 'val_acc', 'val_loss']);
    expect(byFit['loss']).toHaveLength(EPOCHS);
    const accuracies = history['acc']!.map((value) => 23 * value);
    for (const right of accuracies) expect(right).toBeCloseTo(Math.round(right), 4);
  });
});

describe('early stopping', () => {
  /** A value for each epoch, and the first weight of the model at its end. */
  class Scored extends tfl.Callback {
    readonly weights: tf.TypedArray[] = [];
    constructor(private readonly scores: readonly number[]) {
      super();
    }

    override async onEpochEnd(epoch: number, logs: Record<string, number> = {}) {
      logs['score'] = this.scores[epoch] as number;
      this.weights[epoch] = await (this.model as tfl.LayersModel).getWeights()[0]!.data();
    }
  }
  const scores = [3, 2, 5, 1, 4, 1, 0, 0];
  const run = (earlyStopping: EarlyStopping, more: Partial<ResumableFit> = {}, stopIn = 99) => {
    const scored = new Scored(scores);
    const ended = vi.fn();
    const given = { monitor: 'score', onEnd: ended, ...earlyStopping };
    const options = { epochs: 8, earlyStopping: given, ...more };
    const trained = train(1, options, [scored, new StopIn(stopIn)]);
    return trained.then((result) => ({ ...result, scored, ended }));
  };

  it.each([
    [{ patience: 1 }, 3, 2],
    [{ patience: 2 }, 6, 4],
    [{ patience: 3 }, 8, 7],
    [{ patience: 9 }, 8, 7],
    [{ patience: 2, best: 'largest' }, 5, 3],
  ] as const)('of %j ends after epoch %i with the weights of epoch %i', async (how, last, best) => {
    const { history, weights, scored, ended } = await run(how);
    expect(history['score']).toEqual(scores.slice(0, last));
    expect(weights[0]).toEqual(scored.weights[best - 1]);
    expect(ended).toHaveBeenCalledExactlyOnceWith(best);
  });

  it.each([
    ['at the ends of epochs', {}],
    ['within epochs', { onBatch: () => {} }],
  ])('ends in the same way where it was stopped %s', async (_, more) => {
    const whole = await run({ patience: 2 }, { ...more, every: Number.POSITIVE_INFINITY });
    for (const epoch of [3, 4, 5]) {
      await expect(run({ patience: 2 }, more, epoch)).rejects.toThrow('stopped');
      for (const _again of [1, 2]) {
        const { history, weights, ended } = await run({ patience: 2 }, more);
        expect({ history, weights }).toEqual({ history: whole.history, weights: whole.weights });
        expect(ended).toHaveBeenCalledExactlyOnceWith(4);
      }
      rmSync(file);
    }
  });

  it('watches the loss of the validation, and passes over NaN', async () => {
    const { history } = await train(1, { earlyStopping: { patience: 1 }, epochs: 3 });
    expect(history['val_loss']!.length).toBeGreaterThan(1);
    rmSync(file);
    scores.splice(0, 2, Number.NaN, Number.NaN);
    const { ended, history: scored } = await run({ patience: 3 });
    expect(scored['score']).toHaveLength(8);
    expect(ended).toHaveBeenCalledExactlyOnceWith(7);
  });

  it('needs its value', async () => {
    const nothing = train(1, { earlyStopping: { patience: 2, monitor: 'f1' } });
    await expect(nothing).rejects.toThrow('no epoch has a number for f1');
  });
});

it.each([
  ['', {}],
  [' within epochs and early', { onBatch: () => {}, earlyStopping: { patience: 9 } }],
])('leaves no tensors behind%s', async (_, more) => {
  await train(1, { ...more, epochs: 2 });
  const before = tf.memory().numTensors;
  await train(1, more);
  expect(tf.memory().numTensors).toBe(before);
});
