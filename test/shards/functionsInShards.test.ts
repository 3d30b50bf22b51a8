import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confusionMatrix,
  type FlippingCurve,
  fourierHeatmap,
  frequencyFlipping,
  frequencyInsertion,
  inBatches,
  lrp,
  meanMap,
  pixelFlipping,
  pixelInsertion,
  selectKernels,
  smoothGrad,
} from '../../src/index';
import {
  type Measure,
  type MeasureValues,
  mergeShards,
  planShards,
  type Shard,
  type ShardJob,
  type ShardResult,
  shardResult,
} from '../../src/shards/index';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

const { layers } = tfl;

/** Of odd sizes and one channel: kernels are even, and classes three. */
const COUNT = 11;
let model: tfl.LayersModel;
let x: tf.Tensor4D;
let labels: number[];

beforeAll(() => {
  model = seedWeights(
    tfl.sequential({
      layers: [
        layers.conv2d({
          ...{ filters: 4, kernelSize: 2, inputShape: [7, 5, 1], activation: 'relu' },
        }),
        layers.flatten(),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    }),
    7,
  );
  x = randomTensor<tf.Rank.R4>([COUNT, 7, 5, 1], 8);
  labels = Array.from({ length: COUNT }, (_, i) => i % 3);
});
afterAll(() => {
  x.dispose();
  model.dispose();
});

const imagesOf = ({ first, count }: Shard) =>
  tf.slice(x, [first, 0, 0, 0], [count, -1, -1, -1]) as tf.Tensor4D;

const whole: Shard = { index: 0, first: 0, count: COUNT, total: COUNT };

/** One image a shard, several, and two shards. */
const sizes = [1, 3, 10];

/** The shards of a plan merged, the last one first. */
async function inShards<M extends Measure>(
  size: number,
  job: ShardJob<M>,
  work: (images: tf.Tensor4D, shard: Shard) => Promise<MeasureValues[M]>,
): Promise<ShardResult<M>> {
  const results: ShardResult<M>[] = [];
  for (const shard of planShards(COUNT, { size }).reverse()) {
    const images = imagesOf(shard);
    results.push(shardResult(job, shard, await work(images, shard)));
    images.dispose();
  }
  return mergeShards(results);
}

const ofLabels = ({ first, count }: Shard) => labels.slice(first, first + count);

describe.each(sizes)('in shards of %i', (size) => {
  it('selectKernels selects what it does in one run, drawn images too', async () => {
    for (const fraction of [0.5, 1]) {
      const options = { fraction, seed: 5, tolerance: 0.4 };
      const select = (images: tf.Tensor4D, { first }: Shard) =>
        selectKernels(model, images, { ...options, firstImage: first });
      const expected = await select(x, whole);
      if (fraction === 0.5) expect([5, 6]).toContain(expected.images.length);
      const job = { measure: 'selection', model: '', options } as const;
      const { value } = await inShards(size, job, select);
      const { errors, ...rest } = expected;
      expect(value).toMatchObject(rest);
      await expectClose(value.errors.flat(), errors.flat(), 1e-6);
      const counts = await inShards(
        size,
        { ...job, measure: 'kernelHistogram' },
        async (images, shard) => {
          const { images: looked, ...selection } = await select(images, shard);
          return { ...selection, looked: looked.length };
        },
      );
      const { given, histogram, histogramByClass } = expected;
      expect(counts.value).toEqual({
        ...{ given, histogram, histogramByClass, looked: expected.images.length },
      });
    }
  });

  it('draws other images where a shard does not say which it has', async () => {
    const job = { measure: 'selection', model: '' } as const;
    const options = { fraction: 0.5, seed: 5 };
    const { value } = await inShards(size, job, (images) => selectKernels(model, images, options));
    expect(value.images).not.toEqual((await selectKernels(model, x, options)).images);
  });

  it('fourierHeatmap counts the errors of one run', async () => {
    const job = { measure: 'fourierHeatmap', model: '', options: { norm: 3, seed: 2 } } as const;
    const work = (images: tf.Tensor4D, shard: Shard) =>
      fourierHeatmap(model, images, ofLabels(shard), { ...job.options, firstImage: shard.first });
    const { errors, count, errorRate } = await work(x, whole);
    const { value } = await inShards(size, job, work);
    expect(value).toEqual({ errors, count: COUNT });
    expect(count).toBe(COUNT);
    expect(await errorRate.array()).toEqual(
      errors.map((row) => row.map((wrong) => Math.fround(wrong / COUNT))),
    );
    // not all of them alike
    expect(new Set(errors.flat()).size).toBeGreaterThan(2);
  });

  it.each<[string, (images: tf.Tensor4D) => Promise<FlippingCurve>]>([
    ['pixelFlipping', (images) => pixelFlipping(model, images, images, { steps: 6 })],
    ['pixelInsertion', (images) => pixelInsertion(model, images, images, { baseline: 0.5 })],
    ['frequencyFlipping', (images) => frequencyFlipping(model, images, 'lowestFirst')],
    [
      'frequencyInsertion',
      (images) => frequencyInsertion(model, images, lrp(model, images), { target: 1 }),
    ],
  ])('%s gives the curve of one run', async (_, work) => {
    const expected = await work(x);
    const { value } = await inShards(size, { measure: 'flippingCurve', model: '' }, work);
    expect(value.count).toBe(COUNT);
    expect(expected.count).toBe(COUNT);
    await expectClose(value.curve, expected.curve, 1e-6);
    await expectClose([value.area], [expected.area], 1e-6);
  });

  it('meanMap is the mean of all maps, the noise of smoothGrad by image', async () => {
    const explain = (first: number) => (some: tf.Tensor, from: number) =>
      smoothGrad(model, some as tf.Tensor4D, {
        ...{ samples: 2, sigma: 0.3, seed: 3, target: 1, firstImage: first + from },
      });
    const work = (images: tf.Tensor4D, { first }: Shard) =>
      meanMap(images, explain(first), { batchSize: 2 });
    const { value } = await inShards(size, { measure: 'meanMap', model: '' }, work);
    expect([value.shape, value.count]).toEqual([[7, 5, 1], COUNT]);
    const maps = await inBatches(x, explain(0), { batchSize: 4 });
    const values = await maps.data<'float32'>();
    const mean = Array.from({ length: 35 }, (_, at) => {
      let sum = 0;
      for (let image = 0; image < COUNT; image++) sum += values[image * 35 + at]!;
      return sum / COUNT;
    });
    await expectClose(value.mean, mean, 1e-6);
    await expectClose((await work(x, whole)).mean, mean, 1e-6);
  });

  it('confusionMatrix counts what it does in one run', async () => {
    const predicted = async (images: tf.Tensor4D) => [
      ...(await tf.argMax(model.predict(images) as tf.Tensor, 1).data()),
    ];
    const { value } = await inShards(
      size,
      { measure: 'confusionMatrix', model: '' },
      async (images, shard) => confusionMatrix(ofLabels(shard), await predicted(images), 3),
    );
    expect(value).toEqual(confusionMatrix(labels, await predicted(x), 3));
  });
});
