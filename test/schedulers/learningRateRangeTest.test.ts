import * as tf from '@tensorflow/tfjs-core';
import {
  constraints,
  model as functional,
  input,
  type LayersModel,
  layers,
  regularizers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type LearningRateRangeTestOptions,
  learningRateRangeTest,
  RangeTestAborted,
} from '../../src/schedulers';
import { seedWeights } from '../../support/models';
import { randomArray, randomTensor } from '../../support/random';
import { cheapOn } from '../helpers/cheapOn';
import { expectClose } from '../helpers/expectClose';
import { expectRefusal } from '../helpers/leaks';
import { expectProgress, stepsUntil } from '../helpers/progress';
import { expectRates } from './rates';
import { optimizers, samples, smallModel, train, weightsOf } from './training';

const isSlow = tf.getBackend().startsWith('web');

afterEach(() => {
  tf.disposeVariables();
});

/** The same steps by the model's own optimizer, with all samples in each batch. */
async function naiveLosses(model: LayersModel, rates: readonly number[]): Promise<number[]> {
  const { x, y } = samples();
  const losses: number[] = [];
  for (const rate of rates) {
    const optimizer = model.optimizer as unknown as {
      learningRate: number;
      setLearningRate?(rate: number): void;
    };
    if (optimizer.setLearningRate) optimizer.setLearningRate(rate);
    else optimizer.learningRate = rate;
    const outcome = await model.trainOnBatch(x, y);
    losses.push(Array.isArray(outcome) ? outcome[0]! : outcome);
  }
  return losses;
}

async function rangeTest(model: LayersModel, options: LearningRateRangeTestOptions = {}) {
  const { x, y } = samples();
  try {
    return await learningRateRangeTest(model, x, y, options);
  } finally {
    tf.dispose([x, y]);
  }
}

describe('learningRateRangeTest', () => {
  it.each(Object.entries(optimizers))(
    'trains step by step with rising rates: %s',
    async (_, make) => {
      const { learningRates, losses } = await rangeTest(smallModel(make(1)), {
        ...{ low: 1e-4, high: 0.1, steps: 7 },
      });
      expectRates(learningRates, [1e-4, 10 ** -3.5, 1e-3, 10 ** -2.5, 1e-2, 10 ** -1.5, 0.1]);
      await expectClose(losses, await naiveLosses(smallModel(make(1)), learningRates), 1e-5);
    },
  );

  it.each(Object.entries(optimizers))(
    'leaves the model as it was, moments included: %s',
    async (_, make) => {
      const [model, twin] = [smallModel(make(0.05)), smallModel(make(0.05))];
      await train(model, { epochs: 2 });
      await train(twin, { epochs: 2 });
      const optimizer = model.optimizer;
      const before = tf.memory().numTensors;
      await rangeTest(model, { steps: 5 });
      expect(tf.memory().numTensors).toBe(before);
      expect(model.optimizer).toBe(optimizer);
      expect(await weightsOf(model)).toEqual(await weightsOf(twin));
      await train(model, { epochs: 3 });
      await train(twin, { epochs: 3 });
      expect(await weightsOf(model)).toEqual(await weightsOf(twin));
    },
  );

  it('lets a model that owns its optimizer dispose it later', async () => {
    const before = tf.memory().numTensors;
    const model = smallModel('adam');
    await rangeTest(model, { steps: 3 });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('smooths by an exponential moving average', async () => {
    const options = { low: 1e-3, high: 1, steps: 9, divergence: 1e9 };
    const { losses, smoothedLosses } = await rangeTest(smallModel(), {
      ...options,
      smoothing: 0.6,
    });
    const expected = losses.map((_, last) =>
      losses
        .slice(0, last + 1)
        .map((loss, i) => loss * (i === 0 ? 1 : 0.4) * 0.6 ** (last - i))
        .reduce((a, b) => a + b),
    );
    await expectClose(smoothedLosses, expected, 1e-12);
    const raw = await rangeTest(smallModel(), { ...options, smoothing: 0 });
    expect(raw.smoothedLosses).toEqual(raw.losses);
  });

  it('suggests a tenth of the rate of the least smoothed loss, and stops where it diverges', async () => {
    const { learningRates, losses, smoothedLosses, suggested } = await rangeTest(smallModel(), {
      ...{ low: 1e-4, high: 1e4, steps: 40, smoothing: 0.5 },
    });
    const least = Math.min(...smoothedLosses);
    expect(losses.length).toBeLessThan(40);
    expect(smoothedLosses.at(-1)).toBeGreaterThan(4 * least);
    expect(smoothedLosses.at(-2)).toBeLessThanOrEqual(4 * least);
    expect(suggested).toBe(learningRates[smoothedLosses.indexOf(least)]! / 10);
    expect(suggested).toBeGreaterThan(1e-3);
    expect(suggested).toBeLessThan(10);
  });

  it(
    'suggests a rate that trains, whatever the noise of small batches',
    cheapOn('cpu'),
    async () => {
      const labels = Array.from({ length: 120 }, (_, i) => i % 3);
      const noise = randomArray(240, 3);
      const x = tf.tensor2d(
        noise.map(
          (value, i) => 2 * Math.cos((2 * Math.PI * labels[i >> 1]!) / 3 - (i % 2)) + value,
        ),
        [120, 2],
      );
      const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 3);
      for (let seed = 1; seed <= (isSlow ? 1 : 5); seed++) {
        const model = seedWeights(
          sequential({
            layers: [
              layers.dense({ units: 8, activation: 'relu', inputShape: [2] }),
              layers.dense({ units: 3, activation: 'softmax' }),
            ],
          }),
          seed,
        );
        model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
        const { suggested } = await learningRateRangeTest(model, x, y, { batchSize: 8, seed });
        model.compile({ optimizer: tf.train.sgd(suggested!), loss: 'categoricalCrossentropy' });
        const { history } = await model.fit(x, y, { epochs: 10, batchSize: 8, verbose: 0 });
        // half of what guessing has
        expect(history['loss']!.at(-1)).toBeLessThan(Math.log(3) / 2);
        model.dispose();
      }
      tf.dispose([x, y]);
    },
  );

  it('can be aborted from outside', async () => {
    const abort = new AbortController();
    const options = { steps: 100_000, signal: abort.signal, low: 1e-9, high: 1e-8 };
    setTimeout(() => abort.abort(), 50);
    await expect(rangeTest(smallModel(), options)).rejects.toThrow(RangeTestAborted);
  });

  it('suggests nothing where the loss never falls', async () => {
    const model = smallModel();
    model.compile({ optimizer: 'sgd', loss: (_, predicted) => tf.mul(0, tf.mean(predicted)) });
    expect((await rangeTest(model, { steps: 4 })).suggested).toBeUndefined();
  });

  it('leaves out a loss that is not finite, and refuses one before the first step', async () => {
    const options = { low: 1, high: 1e30, steps: 20, divergence: 1e300, smoothing: 0 };
    const { losses, smoothedLosses, learningRates } = await rangeTest(smallModel(), options);
    expect(losses.length).toBeLessThan(20);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect([smoothedLosses.length, learningRates.length]).toEqual([losses.length, losses.length]);
    const model = smallModel();
    const before = await weightsOf(model);
    const { x } = samples();
    const y = tf.fill([6, 2], Number.NaN);
    await expectRefusal(
      () => learningRateRangeTest(model, x, y),
      /^learningRateRangeTest: the loss must be finite before the first step, but it is NaN$/,
    );
    expect(await weightsOf(model)).toEqual(before);
  });

  it('takes losses below zero', async () => {
    const model = smallModel();
    model.compile({ optimizer: 'sgd', loss: (_, predicted) => tf.sub(tf.mean(predicted), 5) });
    const { losses } = await rangeTest(model, { steps: 10, high: 0.1 });
    expect(losses).toHaveLength(10);
    expect(Math.max(...losses)).toBeLessThan(0);
  });

  it('counts regularisation, metrics and several layers of a functional model', async () => {
    const make = () => {
      const x = input({ shape: [3] });
      const regularised = { kernelRegularizer: regularizers.l2({ l2: 0.1 }) };
      const y = layers.dense({ units: 2, ...regularised }).apply(x) as SymbolicTensor;
      const made = functional({ inputs: x, outputs: y });
      made.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
      return seedWeights(made);
    };
    const { learningRates, losses } = await rangeTest(make(), { high: 0.1, steps: 4 });
    await expectClose(losses, await naiveLosses(make(), learningRates), 1e-5);
  });

  it('restores moving averages and weights that break their constraint, bit by bit', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 2, inputShape: [3], kernelConstraint: constraints.unitNorm({}) }),
        layers.batchNormalization(),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    seedWeights(model);
    await train(model, { epochs: 1 });
    const before = await weightsOf(model);
    await rangeTest(model, { steps: 3 });
    expect(await weightsOf(model)).toEqual(before);
  });

  it('draws its batches by the seed', async () => {
    const losses = async (seed: number) =>
      (await rangeTest(smallModel(), { steps: 6, batchSize: 2, seed })).losses;
    const one = await losses(1);
    expect(await losses(1)).toEqual(one);
    expect(await losses(2)).not.toEqual(one);
    // three batches of two are a pass, and 1e-7 hardly moves the weights
    const options = { batchSize: 2, low: 1e-9, high: 1e-8, steps: 6 };
    const still = (await rangeTest(smallModel(), options)).losses;
    await expectClose(still.slice(3), still.slice(0, 3), 1e-5);
  });

  it('reports its progress', async () => {
    const calls: [number, number][] = [];
    const onProgress = (done: number, total: number) => void calls.push([done, total]);
    const model = smallModel();
    await expectProgress(
      (options) => rangeTest(model, { ...options, steps: 4, high: 0.1 }),
      stepsUntil(4),
    );
    const { losses } = await rangeTest(smallModel(), { high: 1e9, steps: 20, onProgress });
    expect(losses.length).toBeLessThan(20);
    // it ends early
    const last = losses.length;
    expect(calls).toEqual([...stepsUntil(20).slice(0, last - 1), [last, last]]);
  });

  it('can be aborted, with the steps done by then', async () => {
    const model = smallModel(tf.train.adam(0.1));
    await train(model, { epochs: 1 });
    const before = await weightsOf(model);
    const tensors = tf.memory().numTensors;
    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (done === 3) controller.abort('enough');
    };
    const running = rangeTest(model, { steps: 6, onProgress, signal: controller.signal });
    const error = await running.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RangeTestAborted);
    expect(error).toMatchObject({ name: 'AbortError', cause: 'enough' });
    expect((error as Error).message).toBe('learningRateRangeTest: aborted after 3 steps');
    const { rangeTest: done } = error as RangeTestAborted;
    expect(done.losses).toHaveLength(3);
    const whole = await rangeTest(model, { steps: 6 });
    expect(done.losses).toEqual(whole.losses.slice(0, 3));
    expect(await weightsOf(model)).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
    await expect(rangeTest(model, { signal: AbortSignal.abort() })).rejects.toThrow(
      'aborted after 0 steps',
    );
  });

  it('restores the model after an error', async () => {
    const model = smallModel();
    const before = await weightsOf(model);
    const onProgress = () => {
      throw new Error('enough');
    };
    await expectRefusal(() => rangeTest(model, { high: 1e3, onProgress }), /^enough$/);
    expect(await weightsOf(model)).toEqual(before);
  });

  it('refuses what it cannot test', async () => {
    const refuses = (options: object, message: RegExp) =>
      expectRefusal(() => rangeTest(model, options), message);
    const model = smallModel();
    await refuses({ low: 0 }, /low must be a finite number above 0, but it is 0$/);
    await refuses({ low: 1, high: 1 }, /high must be above low, 1, but it is 1$/);
    await refuses({ steps: 1 }, /steps must be an integer from 2 to 100000, but it is 1$/);
    await refuses({ batchSize: 0 }, /batchSize must be an integer of at least 1, but it is 0$/);
    await refuses({ smoothing: 1 }, /smoothing must be at least 0 and below 1, but it is 1$/);
    await refuses({ divergence: 1 }, /divergence must be a finite number above 1, but it is 1$/);
    await refuses({ seed: Number.NaN }, /seed must be a finite number, but it is NaN$/);
    const raw = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    await expectRefusal(
      () => rangeTest(raw),
      /^learningRateRangeTest: the model must be compiled, but it has no optimizer$/,
    );
    const duck = { minimize() {}, computeGradients() {}, applyGradients() {}, learningRate: 1 };
    const odd = smallModel(duck as never);
    await expectRefusal(
      () => rangeTest(odd),
      /the optimizer must have getConfig and fromConfig, but Object has not$/,
    );
    const [x, y, none] = [randomTensor([3, 3]), randomTensor([2, 2]), tf.zeros([0, 3])];
    await expectRefusal(
      () => learningRateRangeTest(model, x, y),
      /^learningRateRangeTest: y must have as many samples as x, 3, but its shape is \[2,2\]$/,
    );
    await expectRefusal(
      () => learningRateRangeTest(model, none, y),
      /x must hold at least one sample, but its shape is \[0,3\]$/,
    );
    await expectRefusal(
      () => learningRateRangeTest(model, [1] as never, y),
      /x must be a tensor, but it is \[1\]$/,
    );
  });
});
