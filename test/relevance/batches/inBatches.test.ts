import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { inBatches } from '../../../src/relevance/batches/inBatches';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { expectProgress, stepsUntil } from '../../helpers/progress';

const { layers } = tfl;

/** Of the size of a network for CIFAR-10. */
const network = () =>
  seedWeights(
    tfl.sequential({
      layers: [
        layers.conv2d({ inputShape: [32, 32, 3], filters: 8, kernelSize: 3, activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
        layers.flatten(),
        layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  );

const double = (some: tf.Tensor) => tf.mul(some, 2);

afterEach(() => {
  tf.disposeVariables();
});

describe('inBatches', () => {
  it('joins what a function gives of each batch, with the number of its first sample', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [5, 2]);
    const calls: [number, number][] = [];
    const sums = await inBatches(
      x,
      (some, first) => {
        calls.push([some.shape[0], first]);
        return tf.sum(some, 1);
      },
      { batchSize: 2 },
    );
    expect(calls).toEqual([
      [2, 0],
      [2, 2],
      [1, 4],
    ]);
    expect(sums.shape).toEqual([5]);
    expect(await sums.array()).toEqual([3, 7, 11, 15, 19]);
  });

  it('explains as the function does of all at once, targets of a list included', async () => {
    const model = documentModel(6);
    const x = randomTensor<tf.Rank.R4>([5, 6, 6, 1], 3);
    const targets = [0, 1, 1, 0, 1];
    const options = { batchSize: 2 };
    const relevance = await inBatches(
      x,
      (some, first) => lrp(model, some, { target: targets.slice(first, first + some.shape[0]) }),
      options,
    );
    await expectClose(relevance, lrp(model, x, { target: targets }), 1e-6);
  });

  it('takes promises, integers, one sample, and batches larger than all', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2], 'int32');
    const wait = async (some: tf.Tensor) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return tf.add(some, tf.scalar(1, 'int32'));
    };
    const more = await inBatches(x, wait, { batchSize: 1 });
    expect(more.dtype).toBe('int32');
    expect(await more.array()).toEqual([
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
    const one = tf.tensor1d([7]);
    expect(await (await inBatches(one, double)).array()).toEqual([14]);
    expect(await (await inBatches(one, double, { batchSize: 100 })).array()).toEqual([14]);
  });

  it('takes 32 samples at a time, if not told otherwise', async () => {
    const firsts: number[] = [];
    const explain = (some: tf.Tensor, first: number) => {
      firsts.push(first);
      return double(some);
    };
    await inBatches(tf.zeros([70]), explain);
    expect(firsts).toEqual([0, 32, 64]);
  });

  it('leaves x alone where a function gives back or disposes its samples', async () => {
    for (const batchSize of [1, 3]) {
      const x = tf.tensor1d([1, 2, 3]);
      await expectNoLeak(() => inBatches(x, (some) => some, { batchSize }), 1);
      const disposing = (some: tf.Tensor1D) => {
        const y = tf.neg(some);
        some.dispose();
        return y;
      };
      await expectNoLeak(() => inBatches(x, disposing, { batchSize }), 1);
      const same = await inBatches(x, (some) => some, { batchSize });
      expect(await same.array()).toEqual([1, 2, 3]);
      expect(await x.array()).toEqual([1, 2, 3]);
    }
  });

  it('tells how far it is, in samples, and can be aborted', async () => {
    const x = randomTensor([7, 2], 1);
    const work = (options: object) => inBatches(x, double, { ...options, batchSize: 2 });
    await expectProgress(work, stepsUntil(7, 2));
    const slow = async (some: tf.Tensor) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return double(some);
    };
    await expectProgress(
      (options) => inBatches(x, slow, { ...options, batchSize: 3 }),
      [
        [3, 7],
        [6, 7],
        [7, 7],
      ],
    );
  });

  it('lets a timer fire between two batches', async () => {
    const events: (number | string)[] = [];
    const explain = (some: tf.Tensor, first: number) => {
      events.push(first);
      setTimeout(() => events.push('timer'), 0);
      return double(some);
    };
    await inBatches(tf.zeros([3]), explain, { batchSize: 1 });
    expect(events).toEqual([0, 'timer', 1, 'timer', 2]);
  });

  it('ends 500 images within two batches of an abort after 20 ms', async () => {
    const model = network();
    const x = tf.zeros<tf.Rank.R4>([500, 32, 32, 3]);
    const explain = (some: tf.Tensor4D) => lrp(model, some);
    const batchSize = 4;
    tf.dispose(await inBatches(tf.zeros<tf.Rank.R4>([1, 32, 32, 3]), explain)); // kernels are ready
    const controller = new AbortController();
    let [done, doneAtAbort] = [0, -1];
    const onProgress = (samples: number) => {
      done = samples;
    };
    setTimeout(() => {
      doneAtAbort = done;
      controller.abort('enough');
    }, 20);
    const before = tf.memory().numTensors;
    const options = { batchSize, onProgress, signal: controller.signal };
    const error = await inBatches(x, explain, options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AbortError', cause: 'enough' });
    expect(tf.memory().numTensors).toBe(before);
    expect(doneAtAbort).toBeGreaterThanOrEqual(0);
    expect(done - doneAtAbort).toBeLessThanOrEqual(2 * batchSize);
  });

  it('leaves nothing behind where the function throws or rejects', async () => {
    const x = tf.zeros([5]);
    const throws = (some: tf.Tensor, first: number) => {
      if (first === 4) throw new Error('no more');
      return double(some);
    };
    await expectRefusal(() => inBatches(x, throws, { batchSize: 2 }), /^no more$/);
    const rejects = async (some: tf.Tensor, first: number) => throws(some, first);
    await expectRefusal(() => inBatches(x, rejects, { batchSize: 2 }), /^no more$/);
    const onProgress = () => {
      throw new Error('no more');
    };
    await expectRefusal(() => inBatches(x, double, { batchSize: 2, onProgress }), /^no more$/);
  });

  it('refuses what is no map of the samples, and leaves nothing behind', async () => {
    const x = tf.zeros([5, 2]);
    const refuses = (later: (some: tf.Tensor) => unknown, message: RegExp) => {
      const explain = (some: tf.Tensor, first: number) => (first ? later(some) : double(some));
      const run = () => inBatches(x, explain as typeof double, { batchSize: 3 });
      return expectRefusal(run, message);
    };
    await refuses(
      () => undefined,
      /^inBatches: what explain gives must be a tensor, but it is undefined$/,
    );
    await refuses(
      (some) => [double(some)],
      /^inBatches: what explain gives must be a tensor, but it is \[a tensor of shape \[[\d,]+\]\]$/,
    );
    await refuses(
      (some) => tf.sum(some),
      /^inBatches: explain must give an entry for each of 2 samples, but its shape is \[\]$/,
    );
    await refuses(
      () => tf.zeros([3, 2]),
      /^inBatches: explain must give an entry for each of 2 samples, but its shape is \[3,2\]$/,
    );
    await refuses(
      () => tf.zeros([2, 3]),
      /^inBatches: explain must give float32 \[samples, 2\] for each batch, as for the first, but it gives float32 \[2,3\]$/,
    );
    await refuses((some) => tf.cast(some, 'int32'), /but it gives int32 \[2,2\]$/);
  });

  it('says what else is wrong', async () => {
    const x = tf.zeros([2]);
    const refuses = (message: RegExp, given: unknown, explain: unknown, options = {}) =>
      expectRefusal(
        () => inBatches(given as tf.Tensor, explain as typeof double, options),
        message,
      );
    await refuses(/^inBatches: x must be a tensor, but it is undefined$/, undefined, double);
    await refuses(/^inBatches: x must hold at least one sample/, tf.scalar(1), double);
    await refuses(/^inBatches: x must hold at least one sample/, tf.zeros([0, 3]), double);
    await refuses(/^inBatches: explain must be a function, but it is an object$/, x, {});
    await refuses(/^inBatches: batchSize must be an integer of at least 1/, x, double, {
      batchSize: 0,
    });
    await refuses(/^inBatches: unknown option 'size'; there are 'batchSize', /, x, double, {
      size: 3,
    });
  });
});
