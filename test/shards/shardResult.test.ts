import { describe, expect, it } from 'vitest';
import { planShards, type ShardJob, shardResult } from '../../src/shards/index';

const [shard] = planShards(3, { size: 2 });
const job: ShardJob<'confusionMatrix'> = { measure: 'confusionMatrix', model: 'a model' };
const matrix = [
  [1, 0],
  [1, 0],
];

describe('shardResult', () => {
  it('says what was asked, of which images, and what was found', () => {
    const options = { b: { d: [1, null, { z: 1, y: true }], c: 'x' }, a: undefined, 1: -0 };
    const result = shardResult({ ...job, options }, shard!, matrix);
    expect(result).toEqual({
      version: 1,
      job: {
        ...job,
        data: '',
        options: { 1: 0, b: { c: 'x', d: [1, null, { y: true, z: 1 }] } },
      },
      ...{ first: 0, count: 2, total: 3, value: matrix },
    });
    // what is the same is written the same
    expect(JSON.stringify(result.job.options)).toBe(
      '{"1":0,"b":{"c":"x","d":[1,null,{"y":true,"z":1}]}}',
    );
  });

  it('keeps no tensor, and nothing that the measure does not have', () => {
    const heatmap = { errors: [[0, 1]], count: 2, errorRate: 'a tensor' };
    const result = shardResult({ measure: 'fourierHeatmap', model: '' }, shard!, heatmap);
    expect(result.value).toEqual({ errors: [[0, 1]], count: 2 });
  });

  const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });

  it.each([
    [{ measure: 'selections' }, "measure of job must be 'selection' or 'kernelHistogram' or"],
    [{ measure: '__proto__' }, "measure of job must be .*, but it is '__proto__'"],
    [{ model: 3 }, 'model of job must be a string, but it is 3'],
    [{ data: null }, 'data of job must be a string, but it is null'],
    [{ options: [] }, 'options of job must be an object, but it is \\[\\]'],
    [{ options: { seed: Number.NaN } }, 'seed of options of job must be what JSON carries'],
    [{ options: { at: new Date(0) } }, 'at of options of job must be what JSON carries'],
    [{ options: { a: [1, 2n] } }, 'a of options of job\\[1\\] must be what JSON carries.* is 2n'],
    [{ options: { a: () => 1 } }, 'a of options of job must be what JSON carries'],
    [{ options: { a: [undefined] } }, 'a of options of job\\[0\\] must be what JSON carries'],
    [{ options: nested(40) }, '.*options of job must have fewer than 32 levels'],
  ])('refuses a job with %o', (change, message) => {
    const odd = { ...job, ...change } as typeof job;
    expect(() => shardResult(odd, shard!, matrix)).toThrow(new RegExp(`^shardResult: ${message}`));
  });

  it.each([
    [undefined, 'shard must be an object, but it is undefined'],
    [
      { ...shard, index: '0' },
      "index of the shard must be an integer of at least 0, but it is '0'",
    ],
    [{ ...shard, first: -1 }, 'first of the shard must be an integer from 0 to 2, but it is -1'],
    [{ ...shard, count: 4 }, 'count of the shard must be an integer from 1 to 3, but it is 4'],
    [{ ...shard, count: 1 }, 'the shard has 1 images, but its confusionMatrix is of 2'],
    [{ ...shard, total: undefined }, 'total of the shard must be an integer from 1 to'],
  ])('refuses the shard %o', (odd, message) => {
    expect(() => shardResult(job, odd as never, matrix)).toThrow(
      new RegExp(`^shardResult: ${message}`),
    );
  });

  const histogram = {
    ...{ given: 2, looked: 1, histogram: [1, 0] },
    histogramByClass: [
      [0, 0],
      [1, 0],
    ],
  };

  it.each([
    [
      'kernelHistogram',
      { ...histogram, looked: 3 },
      'looked of value of the shard must be .* 0 to 2',
    ],
    ['kernelHistogram', { ...histogram, given: 0 }, 'given of value of the shard must be'],
    [
      'kernelHistogram',
      { ...histogram, histogram: [2, 0] },
      'histogram of value of the shard must be',
    ],
    ['kernelHistogram', { ...histogram, histogram: [0, 0] }, '.*but of kernel 0 it does not'],
    [
      'kernelHistogram',
      { ...histogram, histogramByClass: [[1]] },
      'histogramByClass of value of the shard must be',
    ],
    [
      'kernelHistogram',
      { ...histogram, histogramByClass: [] },
      'histogramByClass of value of the shard must be',
    ],
    [
      'flippingCurve',
      { curve: [1], area: 1, count: 2 },
      'curve of value of the shard must be an array',
    ],
    [
      'flippingCurve',
      { curve: [1, Number.NaN], area: 1, count: 2 },
      'curve of value of the shard must be',
    ],
    ['flippingCurve', { curve: [1, 2], area: '1', count: 2 }, 'area of value of the shard must be'],
    ['flippingCurve', { curve: [1, 2], area: 1 }, 'count of value of the shard must be'],
    ['fourierHeatmap', { errors: [[1], [1, 2]], count: 2 }, 'errors of value of the shard must be'],
    [
      'fourierHeatmap',
      { errors: [[3]], count: 2 },
      'errors of value of the shard must be .* 0 to 2',
    ],
    ['fourierHeatmap', { errors: [[]], count: 2 }, 'errors of value of the shard must be'],
    [
      'meanMap',
      { mean: [1, 2], shape: [3], count: 2 },
      'mean of value of the shard must be .* length 3',
    ],
    ['meanMap', { mean: [null], shape: [1], count: 2 }, 'mean of value of the shard must be'],
    ['meanMap', { mean: [], shape: [0], count: 2 }, 'shape of value of the shard must be'],
    ['selection', { images: [] }, 'given of value of the shard must be'],
    ['confusionMatrix', [[1], [1]], '.*square'],
    ['confusionMatrix', [[0.5]], 'the shard has 2 images, but its confusionMatrix is of 0.5'],
    ['meanMap', undefined, 'value of the shard must be an object, but it is undefined'],
  ] as const)('refuses a %s of %o', (measure, value, message) => {
    expect(() => shardResult({ measure, model: '' }, shard!, value as never)).toThrow(
      new RegExp(`^shardResult: ${message}`),
    );
  });
});
