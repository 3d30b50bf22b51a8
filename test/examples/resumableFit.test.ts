import { existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { exponentialDecay, learningRateScheduler } from 'fourier-xai';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
  callbacks: StopIn[] = [],
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

it('leaves no tensors behind', async () => {
  await train(1, { epochs: 2 });
  const before = tf.memory().numTensors;
  await train(1);
  expect(tf.memory().numTensors).toBe(before);
});
