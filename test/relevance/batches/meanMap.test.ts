import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { inBatches } from '../../../src/relevance/batches/inBatches';
import { type MeanMap, meanMap } from '../../../src/relevance/batches/meanMap';
import { mergeMeanMaps } from '../../../src/relevance/batches/mergeMeanMaps';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { expectProgress, stepsUntil } from '../../helpers/progress';

const square = (some: tf.Tensor) => tf.square(some);

/** In float64, of maps that were joined. */
async function naiveMean(maps: tf.Tensor): Promise<number[]> {
  const [count] = maps.shape as [number];
  const values = await maps.data<'float32'>();
  const size = values.length / count;
  return Array.from({ length: size }, (_, at) => {
    let sum = 0;
    for (let sample = 0; sample < count; sample++) sum += values[sample * size + at]!;
    return sum / count;
  });
}

describe('meanMap', () => {
  it.each([[[7, 5, 3, 1]], [[1, 3, 3, 2]], [[33, 4]], [[5]]] as [number[]][])(
    'is the mean of the maps of %j, whatever the batches',
    async (shape) => {
      const x = randomTensor(shape, 3);
      const joined = await inBatches(x, square);
      const expected = await naiveMean(joined);
      for (const batchSize of [undefined, 1, 2, 100]) {
        const { mean, shape: own, count } = await meanMap(x, square, { batchSize });
        expect(own).toEqual(shape.slice(1));
        expect(count).toBe(shape[0]);
        await expectClose(mean, expected, 1e-12);
      }
      await expectClose(expected, tf.mean(joined, 0), 1e-6);
    },
  );

  it('adds in float64, what float32 would lose', async () => {
    const x = tf.tensor1d([2 ** 24, 1, 1, 1, 1]);
    const { mean } = await meanMap(x, (some) => tf.clone(some), { batchSize: 2 });
    expect(mean).toEqual([(2 ** 24 + 4) / 5]);
  });

  it('takes maps of another shape than x, integers, promises and the samples themselves', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 7], [3, 2], 'int32');
    const sums = await meanMap(x, async (some) => tf.sum(some, 1), { batchSize: 2 });
    expect(sums).toEqual({ mean: [22 / 3], shape: [], count: 3 });
    const same = await meanMap(x, (some) => some, { batchSize: 2 });
    expect(same).toEqual({ mean: [3, 13 / 3], shape: [2], count: 3 });
    expect(await x.array()).toEqual([
      [1, 2],
      [3, 4],
      [5, 7],
    ]);
    const firsts: number[] = [];
    await meanMap(
      x,
      (some, first) => {
        firsts.push(first);
        return square(some);
      },
      { batchSize: 2 },
    );
    expect(firsts).toEqual([0, 2]);
  });

  it('tells how far it is, in samples, can be aborted, and leaves nothing behind', async () => {
    const x = randomTensor([7, 2], 1);
    await expectNoLeak(() => meanMap(x, square, { batchSize: 3 }));
    const work = (options: object) => meanMap(x, square, { ...options, batchSize: 2 });
    await expectProgress(work, stepsUntil(7, 2));
  });

  it('refuses maps that it cannot add, and leaves nothing behind', async () => {
    const x = tf.zeros([5, 2]);
    const refuses = (later: (some: tf.Tensor) => unknown, message: RegExp) => {
      const explain = (some: tf.Tensor, first: number) => (first ? later(some) : square(some));
      return expectRefusal(() => meanMap(x, explain as typeof square, { batchSize: 3 }), message);
    };
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      await refuses(
        () => tf.tensor2d([0, 0, 0, odd], [2, 2]),
        /^meanMap: the maps must be finite, but that of sample 4 is not$/,
      );
    await refuses(
      () => tf.zeros([2, 1, 2]),
      /^meanMap: explain must give maps \[2\] for each batch, as for the first, but it gives \[1,2\]$/,
    );
    await refuses(
      () => tf.zeros([3, 2]),
      /^meanMap: explain must give an entry for each of 2 samples, but its shape is \[3,2\]$/,
    );
    await refuses(
      () => undefined,
      /^meanMap: what explain gives must be a tensor, but it is undefined$/,
    );
    await refuses(() => {
      throw new Error('no more');
    }, /^no more$/);
  });

  it('says what else is wrong', async () => {
    const x = tf.zeros([2]);
    const refuses = (message: RegExp, given: unknown, explain: unknown, options = {}) =>
      expectRefusal(() => meanMap(given as tf.Tensor, explain as typeof square, options), message);
    await refuses(/^meanMap: x must be a tensor, but it is undefined$/, undefined, square);
    await refuses(/^meanMap: x must hold at least one sample/, tf.zeros([0, 3]), square);
    await refuses(/^meanMap: explain must be a function, but it is 3$/, x, 3);
    await refuses(/^meanMap: unknown option 'size'/, x, square, { size: 3 });
  });
});

describe('mergeMeanMaps', () => {
  it('weighs the parts by their samples, in any order', async () => {
    const x = randomTensor([11, 3, 2, 1], 5);
    const whole = await meanMap(x, square);
    const cuts = [0, 1, 4, 11];
    const parts: MeanMap[] = [];
    for (const [i, first] of cuts.slice(0, -1).entries())
      parts.push(
        await meanMap(tf.slice(x, [first, 0, 0, 0], [cuts[i + 1]! - first, -1, -1, -1]), square),
      );
    for (const [a, b, c] of [
      [0, 1, 2],
      [2, 0, 1],
    ] as const) {
      const merged = mergeMeanMaps(parts[a]!, mergeMeanMaps(parts[b]!, parts[c]!));
      expect([merged.shape, merged.count]).toEqual([[3, 2, 1], 11]);
      await expectClose(merged.mean, whole.mean, 1e-12);
    }
    expect(
      mergeMeanMaps({ mean: [1], shape: [], count: 1 }, { mean: [4], shape: [], count: 3 }),
    ).toEqual({ mean: [3.25], shape: [], count: 4 });
  });

  it('shares nothing with what it was given', () => {
    const map = { mean: [1, 2], shape: [2], count: 2 };
    const merged = mergeMeanMaps(map);
    expect(merged).toEqual(map);
    map.mean[0] = map.shape[0] = 9;
    expect(merged).toEqual({ mean: [1, 2], shape: [2], count: 2 });
  });

  const map = { mean: [1, 2], shape: [2], count: 2 };

  it.each([
    [[], 'at least one map is needed, but there is none'],
    [[map, { ...map, shape: [2, 1] }], 'map 0 has shape \\[2\\], but map 1 has shape \\[2,1\\]'],
    [[map, null], 'map 1 must be an object, but it is null'],
    [[map, { ...map, mean: [1] }], 'mean of map 1 must be an array of length 2'],
    [[{ ...map, mean: [1, Number.NaN] }], 'mean of map 0 must be .* finite'],
    [[{ ...map, mean: new Float32Array(2) }], 'mean of map 0 must be an array'],
    [[{ ...map, count: 0 }], 'count of map 0 must be an integer of at least 1, but it is 0'],
    [[{ ...map, shape: [-2] }], 'shape of map 0 must be'],
    [[{ ...map, shape: undefined }], 'shape of map 0 must be .* undefined'],
  ])('refuses %o', (maps, message) => {
    expect(() => mergeMeanMaps(...(maps as MeanMap[]))).toThrow(
      new RegExp(`^mergeMeanMaps: ${message}`),
    );
  });
});
