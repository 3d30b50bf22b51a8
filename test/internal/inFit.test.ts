import type * as tf from '@tensorflow/tfjs-core';
import { Callback, CustomCallback, type LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { epochMetrics } from '../../src/metrics';
import {
  earlyStopping,
  learningRateScheduler,
  reduceLearningRateOnPlateau,
} from '../../src/schedulers';
import { expectRefusal } from '../helpers/leaks';
import { samples, smallModel, train } from '../schedulers/training';

const { x, y } = samples();

/** Fails in an epoch, where it stands before ours. */
class Broken extends Callback {
  override async onEpochEnd(_: number, logs: Record<string, unknown> = {}) {
    logs['mine'] = 'none';
  }
}

class Keeping extends Callback {
  override async onEpochEnd(epoch: number, logs: Record<string, unknown> = {}) {
    if (epoch < 2) logs['mine'] = 1;
  }
}

describe('a fit that a callback of ours ends', () => {
  const cases: [string, () => Callback[], RegExp][] = [
    [
      'earlyStopping',
      () => [earlyStopping({ monitor: 'mine' })],
      /^earlyStopping: monitor must be one of the logs, .*'loss'.* but it is 'mine'$/,
    ],
    [
      'earlyStopping in its third epoch',
      () => [
        new Keeping(),
        earlyStopping({ monitor: 'mine', patience: 9, restoreBestWeights: true }),
      ],
      /^earlyStopping: monitor must be one of the logs, .* but it is 'mine'$/,
    ],
    [
      'a log of another kind',
      () => [new Broken(), earlyStopping({ monitor: 'mine' })],
      /^earlyStopping: the log 'mine' must be a number or a tensor of rank 0, but it is 'none'$/,
    ],
    [
      'a name that all objects have',
      () => [earlyStopping({ monitor: 'toString' })],
      /^earlyStopping: monitor must be one of the logs, .* but it is 'toString'$/,
    ],
    [
      'reduceLearningRateOnPlateau',
      () => [reduceLearningRateOnPlateau({ monitor: 'constructor' })],
      /^reduceLearningRateOnPlateau: monitor must be one of the logs, .* but it is 'constructor'$/,
    ],
    [
      'learningRateScheduler in its third epoch',
      () => [learningRateScheduler((epoch) => (epoch < 2 ? 0.1 : Number.NaN))],
      /^learningRateScheduler: the rate that the schedule gives for epoch 2 must be/,
    ],
    [
      'a schedule that gives a promise',
      () => [learningRateScheduler((async () => Promise.reject(new Error('late'))) as never)],
      /^learningRateScheduler: the rate .* for epoch 0 must be .* but it is an object$/,
    ],
    [
      'epochMetrics',
      () => [epochMetrics({ data: [x, y] })],
      /^epochMetrics: a one-hot y must hold 0 and 1 alone/,
    ],
  ];

  it.each(cases)('leaves no tensor behind: %s', async (_name, callbacks, message) => {
    const model = smallModel();
    const validationData: [tf.Tensor, tf.Tensor] = [x, y];
    for (const extra of [{}, { validationData }]) {
      const settings = { epochs: 4, callbacks: callbacks(), ...extra };
      await expectRefusal(() => train(model, settings), message);
    }
    model.dispose();
  });

  it('keeps the history of the epochs before', async () => {
    const model = smallModel();
    const scheduler = learningRateScheduler((epoch) => (epoch < 2 ? 0.1 : Number.NaN));
    await expect(train(model, { epochs: 4, callbacks: scheduler })).rejects.toThrow('epoch 2');
    const { loss, lr } = (scheduler.model as LayersModel & { history: { history: never } }).history
      .history as Record<string, unknown[]>;
    expect(lr).toEqual([0.1, 0.1]);
    expect(loss?.map((value) => typeof value)).toEqual(['number', 'number']);
  });

  it('passes on what the schedule itself throws, and leaves nothing', async () => {
    const model = smallModel();
    const mine = new Error('mine');
    const scheduler = () =>
      learningRateScheduler((epoch) => {
        if (epoch === 1) throw mine;
        return 0.1;
      });
    await train(model, { epochs: 1 });
    await expectRefusal(() => train(model, { epochs: 3, callbacks: scheduler() }), /^mine$/);
  });
});

describe('logs', () => {
  it('that are missing are empty, and others are refused', async () => {
    const stopping = earlyStopping();
    stopping.setModel(smallModel());
    const call = (logs: unknown) => () => stopping.onEpochEnd(0, logs as never);
    const none =
      /^earlyStopping: monitor must be one of the logs, of which there are none, but it is 'val_loss'$/;
    await expectRefusal(call(undefined), none);
    await expectRefusal(call({}), none);
    await expectRefusal(call([]), /^earlyStopping: logs must be an object, .* but it is \[\]$/);
    await expectRefusal(call(3), /^earlyStopping: logs must be an object, .* but it is 3$/);
  });

  it('come with an epoch', async () => {
    const model = smallModel();
    const stopping = earlyStopping({ monitor: 'a' });
    stopping.setModel(model);
    await expectRefusal(
      () => stopping.onEpochEnd('1' as never, { a: 1 }),
      /^earlyStopping: epoch must be an integer of at least 0, but it is '1'$/,
    );
    const scheduler = learningRateScheduler(() => 0.1);
    scheduler.setModel(model);
    await expectRefusal(
      () => scheduler.onEpochBegin(1e9),
      /^learningRateScheduler: epoch must be an integer from 0 to 1000000, but it is 1000000000$/,
    );
  });

  it('of NaN are no improvement, and end nothing by themselves', async () => {
    const values = [1, Number.NaN, 0.5, 2];
    const log = new CustomCallback({
      onEpochEnd: async (epoch, logs) => {
        if (logs) logs['mine'] = values[epoch] as number;
      },
    });
    const stopping = earlyStopping({ monitor: 'mine', mode: 'min', patience: 2 });
    await train(smallModel(), { epochs: 4, callbacks: [log, stopping] });
    expect(stopping).toMatchObject({ bestEpoch: 2, stoppedEpoch: undefined });
  });
});
