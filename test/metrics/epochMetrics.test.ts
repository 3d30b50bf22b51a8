import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  balancedAccuracy,
  confusionMatrix,
  type EpochMetricsOptions,
  epochMetrics,
  sensitivity,
} from '../../src/metrics';
import { randomTensor } from '../../support/random';
import fixture from '../fixtures/classification.json';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const oneHot = (classes: readonly number[], width: number) =>
  tf.tensor2d(
    classes.flatMap((hot) => Array.from({ length: width }, (_, j) => Number(j === hot))),
    [classes.length, width],
  );

/** Gives its inputs, from which training without steps never moves it. */
function echoModel(units: number, ...rest: tfl.layers.Layer[]): tfl.Sequential {
  const kernelInitializer = 'identity';
  const echo = tfl.layers.dense({ units, inputShape: [units], useBias: false, kernelInitializer });
  const model = tfl.sequential({ layers: [echo, ...rest] });
  model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
  return model;
}

/** What the callback puts into the logs of an epoch. */
async function logsOf(
  model: tfl.LayersModel,
  options: EpochMetricsOptions,
): Promise<Record<string, number>> {
  const callback = epochMetrics(options);
  callback.setModel(model);
  await callback.onTrainBegin();
  const logs = {};
  await callback.onEpochEnd(0, logs);
  return logs;
}

const sensitivities = (values: readonly number[]) =>
  Object.fromEntries(values.map((value, i) => [`val_sensitivity_${i}`, value]));

describe('epochMetrics', () => {
  const cases = fixture.cases.flatMap(({ balancedAccuracy: balanced, ...one }) =>
    balanced !== null && one.classes > 1 ? [{ balanced, ...one }] : [],
  );

  it.each(cases)('equals scikit-learn: $name', async (expected) => {
    const { classes, actual, predicted, balanced } = expected;
    const data = [oneHot(predicted, classes), oneHot(actual, classes)] as const;
    const logs = await logsOf(echoModel(classes), { data, batchSize: 7 });
    expect(Object.keys(logs)).toHaveLength(classes + 1);
    expect(logs['val_balancedAccuracy']).toBeCloseTo(balanced, 12);
    for (const [i, value] of expected.sensitivity.entries()) {
      expect(logs[`val_sensitivity_${i}`]).toBeCloseTo(value, 12);
    }
  });

  it.each([
    [1, 5, [0, 1, 2, 3, 4]],
    [2, 5, [1, 3, 4]],
    [3, 6, [2, 5]],
    [9, 4, [3]],
  ])('scores each %d of %d epochs, and the last', async (every, epochs, scored) => {
    const y = oneHot([0, 1, 1], 2);
    const model = echoModel(2);
    const seen: number[] = [];
    const spy = new tfl.CustomCallback({
      onEpochEnd: async (epoch, logs) => {
        if (logs && 'val_balancedAccuracy' in logs) seen.push(epoch);
      },
    });
    const callbacks = [epochMetrics({ data: [y, y], every }), spy];
    const { history } = await model.fit(y, y, { epochs, callbacks, verbose: 0 });
    expect(seen).toEqual(scored);
    expect(history['val_balancedAccuracy']).toEqual(scored.map(() => 1));
    expect(history['val_sensitivity_1']).toHaveLength(scored.length);
    expect(history['loss']).toHaveLength(epochs);
  });

  it('puts the values of every epoch into the history, those of the model as it is then', async () => {
    const actual = Array.from({ length: 20 }, (_, i) => Math.floor(Math.sqrt(i)) % 3);
    const y = oneHot(actual, 3);
    const x = tf.add(y, randomTensor([20, 3]));
    const dense = tfl.layers.dense({ units: 3, inputShape: [3], activation: 'softmax' });
    const model = tfl.sequential({ layers: [dense] });
    model.setWeights([tf.zeros([3, 3]), tf.tensor1d([0, 0, 0.5])]);
    model.compile({ optimizer: tf.train.sgd(2), loss: 'meanSquaredError' });
    const seen: object[] = [];
    const spy = new tfl.CustomCallback({
      onEpochEnd: async () => {
        const outputs = model.predict(x) as tf.Tensor2D;
        const predicted = (await outputs.array()).map((row) => row.indexOf(Math.max(...row)));
        const matrix = confusionMatrix(actual, predicted, 3);
        seen.push({
          val_balancedAccuracy: balancedAccuracy(matrix),
          ...sensitivities(sensitivity(matrix)),
        });
      },
    });
    const callbacks = [epochMetrics({ data: [x, y], batchSize: 8 }), spy];
    const { history } = await model.fit(x, y, { epochs: 8, verbose: 0, shuffle: false, callbacks });
    const { loss, ...added } = history;
    expect(loss).toHaveLength(8);
    const rows = seen.map((_, epoch) =>
      Object.fromEntries(Object.entries(added).map(([key, values]) => [key, values[epoch]])),
    );
    expect(rows).toEqual(seen);
    expect(new Set(seen.map((row) => JSON.stringify(row))).size).toBeGreaterThan(1);
  });

  it('differs from a metric of tf.js, which is a mean over batches', async () => {
    const actual = [0, 0, 0, 0, 0, 0, 0, 1, 1, 0];
    const predicted = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
    const data: [tf.Tensor, tf.Tensor] = [oneHot(predicted, 2), oneHot(actual, 2)];
    const balanced = (truth: tf.Tensor, outputs: tf.Tensor) => {
      const support = tf.sum(truth, 0);
      const found = tf.divNoNan(tf.sum(tf.mul(truth, outputs), 0), support);
      return tf.div(tf.sum(found), tf.sum(tf.step(support)));
    };
    const model = echoModel(2);
    model.compile({
      optimizer: tf.train.sgd(0),
      loss: 'meanSquaredError',
      metrics: [balanced],
    });
    const { history } = await model.fit(...data, {
      ...{ epochs: 1, verbose: 0, batchSize: 4, validationData: data },
      callbacks: epochMetrics({ data, batchSize: 4 }),
    });
    expect(history['val_balancedAccuracy']).toEqual([(1 + 1 / 2) / 2]);
    // batches of 4, 4 and 2: all right, 3 of class 0 and 1 of class 1 missed, all right
    const ofBatches = (4 * 1 + 4 * 0.5 + 2 * 1) / 10;
    expect(history['val_balanced']?.[0]).toBeCloseTo(ofBatches, 6);
  });

  it.each([
    ['indices [samples]', () => tf.tensor1d([2, 0, 1, 1])],
    ['indices [samples] as int32', () => tf.tensor1d([2, 0, 1, 1], 'int32')],
    ['indices [samples, 1]', () => tf.tensor2d([2, 0, 1, 1], [4, 1])],
    ['one-hot rows', () => oneHot([2, 0, 1, 1], 3)],
    ['one-hot rows as bool', () => tf.cast(oneHot([2, 0, 1, 1], 3), 'bool')],
  ])('takes y as %s', async (_, y) => {
    const logs = await logsOf(echoModel(3), { data: [oneHot([2, 0, 1, 0], 3), y()] });
    expect(logs).toEqual({ val_balancedAccuracy: 2.5 / 3, ...sensitivities([1, 0.5, 1]) });
  });

  it.each([
    ['indices', () => tf.tensor1d([0, 1, 0, 1, 1, 1])],
    ['one-hot rows', () => oneHot([0, 1, 0, 1, 1, 1], 2)],
  ])('takes a single output for two classes, class 1 above 0.5, and y as %s', async (_, y) => {
    const x = tf.tensor2d([0.5, 0.625, 0.75, 0.25, 0.875, 1], [6, 1]);
    const logs = await logsOf(echoModel(1), { data: [x, y()] });
    expect(logs).toEqual({ val_balancedAccuracy: 0.625, ...sensitivities([0.5, 0.75]) });
  });

  it('takes models whose batch has a size of its own, and whose inputs have none', async () => {
    const ofOne = tfl.sequential({
      layers: [tfl.layers.activation({ activation: 'linear', batchInputShape: [1, 2] })],
    });
    const y = tf.tensor1d([0, 1, 1]);
    const logs = await logsOf(ofOne, { data: [oneHot([0, 1, 0], 2), y], batchSize: 1 });
    expect(logs).toEqual({ val_balancedAccuracy: 0.75, ...sensitivities([1, 0.5]) });
    const ofAnyLength = tfl.sequential({
      layers: [tfl.layers.globalMaxPooling1d({ inputShape: [null, 2] })],
    });
    // the largest of three steps: [3, 1] and [0, 2]
    const x = tf.tensor3d([3, 0, 0, 1, 0, 0, 0, 0, 0, 2, -1, -1], [2, 3, 2]);
    const pooled = await logsOf(ofAnyLength, { data: [x, tf.tensor1d([0, 1])] });
    expect(pooled).toEqual({ val_balancedAccuracy: 1, ...sensitivities([1, 1]) });
  });

  it('takes the first of equal outputs', async () => {
    const x = tf.tensor2d([1, 1, 1, 0, 2, 2], [2, 3]);
    const logs = await logsOf(echoModel(3), { data: [x, tf.tensor1d([0, 1])] });
    expect(logs['val_balancedAccuracy']).toBe(1);
  });

  it('knows classes that the model does not', async () => {
    const data = [oneHot([0, 1], 2), tf.tensor1d([0, 3])] as const;
    const logs = await logsOf(echoModel(2), { data, classes: 4 });
    expect(logs).toEqual({ val_balancedAccuracy: 0.5, ...sensitivities([1, 0, 0, 0]) });
  });

  it('evaluates in inference mode', async () => {
    const data: [tf.Tensor, tf.Tensor] = [oneHot([1, 1, 1, 1], 2), oneHot([1, 1, 1, 1], 2)];
    const model = echoModel(2, tfl.layers.dropout({ rate: 0.999 }));
    const callbacks = epochMetrics({ data });
    const { history } = await model.fit(...data, { epochs: 3, verbose: 0, callbacks });
    expect(history['val_sensitivity_1']).toEqual([1, 1, 1]);
  });

  it('gives what callbacks after it monitor', async () => {
    const data: [tf.Tensor, tf.Tensor] = [oneHot([0, 1], 2), oneHot([0, 1], 2)];
    const stop = tfl.callbacks.earlyStopping({ monitor: 'val_balancedAccuracy', mode: 'max' });
    const callbacks = [epochMetrics({ data }), stop];
    const { epoch } = await echoModel(2).fit(...data, { epochs: 9, verbose: 0, callbacks });
    expect(epoch).toEqual([0, 1]);
  });

  it('serves fitDataset as well', async () => {
    const [xs, ys] = [oneHot([1, 0], 2), oneHot([1, 1], 2)];
    const once = (async function* () {
      yield { xs, ys };
    })();
    const dataset = { size: 1, iterator: async () => once };
    const callbacks = epochMetrics({ data: [tf.clone(xs), tf.clone(ys)] });
    const options = { epochs: 1, verbose: 0 as const, callbacks };
    const { history } = await echoModel(2).fitDataset(dataset as never, options);
    expect(history['val_sensitivity_1']).toEqual([0.5]);
  });

  it('serves one model after the other', async () => {
    const callback = epochMetrics({ data: [oneHot([1], 2), tf.tensor1d([1])] });
    const swapped = echoModel(2);
    swapped.setWeights([tf.tensor2d([0, 1, 1, 0], [2, 2])]);
    const found: unknown[] = [];
    for (const model of [echoModel(2), swapped]) {
      const logs: Record<string, number> = {};
      callback.setModel(model);
      await callback.onEpochEnd(0, logs);
      found.push(logs['val_balancedAccuracy']);
    }
    expect(found).toEqual([1, 0]);
  });

  it('leaves no tensor behind', async () => {
    const model = echoModel(3);
    const data = [oneHot([0, 1, 2, 2, 1], 3), tf.tensor1d([0, 1, 2, 1, 0])] as const;
    await logsOf(model, { data, batchSize: 2 });
    await expectNoLeak(async () => {
      await logsOf(model, { data, batchSize: 2 });
    });
  });
});

describe('epochMetrics without a model', () => {
  const data = () => [oneHot([0, 1], 2), oneHot([0, 1], 2)] as [tf.Tensor, tf.Tensor];
  const message =
    /^epochMetrics: all callbacks of a fit must be instances .* but the first is a plain object: put it into new tf\.CustomCallback\({ … }\)$/;

  it('says how to mix it with plain objects, before the first epoch', async () => {
    let epochs = 0;
    const plain = {
      onEpochEnd: () => {
        epochs++;
      },
    };
    const mixed = [plain, epochMetrics({ data: data() })] as unknown as tfl.Callback[];
    const train = (callbacks: tfl.Callback[]) =>
      echoModel(2).fit(...data(), { epochs: 1, verbose: 0, callbacks });
    await expect(train(mixed)).rejects.toThrow(message);
    expect(epochs).toBe(0);
    await train([epochMetrics({ data: data() }), new tfl.CustomCallback(plain)] as tfl.Callback[]);
    await train([new tfl.CustomCallback(plain), epochMetrics({ data: data() })] as tfl.Callback[]);
    expect(epochs).toBe(2);
  });

  it('refuses to be called by hand', async () => {
    const callback = epochMetrics({ data: data() });
    await expectRefusal(() => callback.onEpochEnd(0, {}), message);
  });
});

describe('epochMetrics refuses', () => {
  const x = () => oneHot([0, 1], 2);
  const y = () => tf.tensor1d([0, 1]);

  it.each([
    [{ data: undefined }, 'data must be [x, y], but it is undefined'],
    [{ data: [0] }, 'data must be [x, y], but it is [0]'],
    [{ data: [[1], 0] }, 'x must be a tensor, but it is [1]'],
    [{ classes: 1 }, 'classes must be an integer from 2 to 5000, but it is 1'],
    [{ batchSize: 0 }, 'batchSize must be an integer of at least 1, but it is 0'],
    [{ batchSize: 1.5 }, 'batchSize must be an integer of at least 1, but it is 1.5'],
  ])('options that are none: %j', (options, message) => {
    const call = () => epochMetrics({ data: [x(), y()], ...options } as EpochMetricsOptions);
    expect(call).toThrow(`epochMetrics: ${message}`);
  });

  it('x and y of different lengths, or empty', () => {
    expect(() => epochMetrics({ data: [x(), tf.tensor1d([0, 1, 1])] })).toThrow(
      'epochMetrics: x and y must hold as many samples, at least one, but their shapes are [2,2] and [3]',
    );
    expect(() => epochMetrics({ data: [tf.zeros([0, 2]), tf.zeros([0])] })).toThrow(
      'at least one, but their shapes are [0,2] and [0]',
    );
    expect(() => epochMetrics({ data: [tf.scalar(1), y()] })).toThrow('shapes are [] and [2]');
    expect(() => epochMetrics({ data: [x(), tf.zeros([2, 2, 1])] })).toThrow(
      'epochMetrics: y must have rank 1 or 2, but its shape is [2,2,1]',
    );
  });

  const wrongY: [string, () => tf.Tensor, RegExp][] = [
    [
      'another number of classes',
      () => oneHot([0, 1], 3),
      /^epochMetrics: y must be one-hot, \[samples, 2\], or class indices, \[samples\] or \[samples, 1\], but its shape is \[2,3\]$/,
    ],
    [
      'soft labels',
      () => tf.tensor2d([1, 0, 0.25, 0.75], [2, 2]),
      /^epochMetrics: a one-hot y must hold 0 and 1 alone, but y\[1\]\[0\] is 0.25$/,
    ],
    [
      'another value at the very first place, in a row whose sum is 1',
      () => tf.tensor2d([2, -1, 0, 1], [2, 2]),
      /must hold 0 and 1 alone, but y\[0\]\[0\] is 2$/,
    ],
    [
      'two ones in a row',
      () => tf.tensor2d([1, 0, 1, 1], [2, 2]),
      /^epochMetrics: each row of a one-hot y must hold one 1, but row 1 holds 2$/,
    ],
    [
      'a row of zeros',
      () => tf.tensor2d([0, 0, 1, 0], [2, 2]),
      /must hold one 1, but row 0 holds 0$/,
    ],
    [
      'an index too large',
      () => tf.tensor1d([0, 2]),
      /^epochMetrics: class y\[1\] must be an integer from 0 to 1, but it is 2$/,
    ],
    ['half an index', () => tf.tensor2d([0.5, 1], [2, 1]), /class y\[0\] must be an integer/],
  ];

  it.each(wrongY)('y with %s, as training begins', async (_, make, message) => {
    const model = echoModel(2);
    const wrong = make();
    const callback = epochMetrics({ data: [x(), wrong] });
    callback.setModel(model);
    await expectRefusal(() => callback.onTrainBegin(), message);
    await expectRefusal(() => callback.onEpochEnd(0, {}), message);
  });

  it('fewer classes than the model has, and x that the model does not take', async () => {
    const logs = (data: EpochMetricsOptions['data'], classes?: number) =>
      logsOf(echoModel(3), { data, classes });
    await expect(logs([oneHot([0, 1], 3), y()], 2)).rejects.toThrow(
      'epochMetrics: classes must not be fewer than the 3 of the model, but it is 2',
    );
    await expect(logs([x(), y()])).rejects.toThrow(
      'epochMetrics: x must be of the shape that the model takes, [any, 3], but it is [2, 2]',
    );
    await expect(logs([tf.zeros([2, 3, 1]), y()])).rejects.toThrow('but it is [2, 3, 1]');
  });

  it('models with several inputs or outputs, and outputs that are no rows of classes', async () => {
    const a = tfl.input({ shape: [2] });
    const b = tfl.input({ shape: [2] });
    const dense = () => tfl.layers.dense({ units: 2 }).apply(a) as tfl.SymbolicTensor;
    const sum = tfl.layers.add().apply([a, b]) as tfl.SymbolicTensor;
    const map = tfl.layers.reshape({ targetShape: [2, 1] }).apply(a) as tfl.SymbolicTensor;
    const refused = (model: tfl.LayersModel, message: string) =>
      expect(logsOf(model, { data: [x(), y()] })).rejects.toThrow(`epochMetrics: ${message}`);
    await refused(
      tfl.model({ inputs: a, outputs: [dense(), dense()] }),
      'the model must have one output, but it has 2',
    );
    await refused(
      tfl.model({ inputs: [a, b], outputs: sum }),
      'the model must have one input, but it has 2',
    );
    await refused(
      tfl.model({ inputs: a, outputs: map }),
      'the model must give [batch, classes], but it gives [any, 2, 1]',
    );
    const c = tfl.input({ shape: [null] });
    const copy = tfl.layers.activation({ activation: 'linear' }).apply(c) as tfl.SymbolicTensor;
    await refused(
      tfl.model({ inputs: c, outputs: copy }),
      'the model must give [batch, classes], but it gives [any, any]',
    );
  });
});

it('records NaN where the model gives NaN, since a training that diverges has a history, too', async () => {
  const model = echoModel(2);
  const nan = tf.tensor2d([1, 0, 0, 1, Number.NaN, Number.NaN], [3, 2]);
  const callback = epochMetrics({ data: [nan, tf.tensor1d([0, 1, 1])], batchSize: 2 });
  callback.setModel(model);
  const logs = {};
  await callback.onEpochEnd(0, logs);
  expect(logs).toEqual({
    val_balancedAccuracy: Number.NaN,
    val_sensitivity_0: Number.NaN,
    val_sensitivity_1: Number.NaN,
  });
});
