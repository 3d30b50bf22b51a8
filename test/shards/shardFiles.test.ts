import { gunzipSync, gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeanMap } from '../../src/relevance/batches/meanMap';
import {
  decodeShard,
  encodeShard,
  type Measure,
  planShards,
  type ShardResult,
  shardResult,
} from '../../src/shards/index';
import { toPng } from '../../src/visualization/toPng';
import { dataSets, measured, measureNames } from '../helpers/shardFacts';

const job = { measure: 'meanMap', model: 'é "quoted" 図', options: { sigma: 0.1 } } as const;
const [shard] = planShards(7, { size: 3 });
const small = shardResult(job, shard!, { mean: [0.1, -2], shape: [2], count: 3 });

const bitsOf = (values: readonly number[]) => [
  ...new BigUint64Array(Float64Array.from(values).buffer),
];

/** As another program would have written it. */
const packed = (value: unknown) => Uint8Array.from(gzipSync(textOf(value)));
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

describe('encodeShard and decodeShard', () => {
  it.each(measureNames)('give back each %s as it was', async (measure) => {
    await fc.assert(
      fc.asyncProperty(dataSets, fc.nat(9), async (images, first) => {
        const { length: count } = images;
        const own = { index: 0, first, count, total: first + count + 1 };
        const result = shardResult<Measure>(
          { measure, model: 'm' },
          own,
          measured[measure](images),
        );
        expect(await decodeShard(await encodeShard(result))).toStrictEqual(result);
      }),
      { numRuns: 30 },
    );
  });

  it('give back every number to the bit', async () => {
    const odd = [1e-300, -1e-300, 1e308, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE];
    const more = [0.1 + 0.2, 1 / 3, 2 ** 53 + 2, 5e-324, Math.PI, 0, -1e21, 123456789012345680000];
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(fc.array(finite, { minLength: 1, maxLength: 40 }), async (values) => {
        // JSON has no -0
        const mean = [...values, ...odd, ...more].map((value) => value + 0);
        const map: MeanMap = { mean: [...mean, -0], shape: [mean.length + 1], count: 3 };
        const result = shardResult(job, shard!, map);
        const { value } = (await decodeShard(await encodeShard(result))) as ShardResult<'meanMap'>;
        expect(bitsOf(value.mean)).toEqual(bitsOf(result.value.mean));
        expect(bitsOf(value.mean)).toEqual(bitsOf([...mean, 0]));
      }),
    );
  });

  it('write what zcat shows, JSON, and read what another program has packed', async () => {
    const bytes = await encodeShard(small);
    expect(JSON.parse(gunzipSync(bytes).toString('utf8'))).toEqual(small);
    expect(await decodeShard(packed(small))).toEqual(small);
    const spaced = JSON.stringify(small, null, 2);
    expect(await decodeShard(packed(spaced))).toEqual(small);
    // a part of a larger array, as files come from Node
    const larger = Uint8Array.from([1, 2, ...bytes, 3]);
    expect(await decodeShard(larger.subarray(2, -1))).toEqual(small);
    expect(await decodeShard(Buffer.from(bytes))).toEqual(small);
  });

  it('refuse a file that is cut short, wherever', async () => {
    const bytes = await encodeShard(small);
    for (let length = 0; length < bytes.length; length++) {
      const message = await refusalOf(bytes.slice(0, length));
      const packs = `the ${length} bytes are cut short or damaged`;
      const none = 'the bytes must be those of a shard, but there are none';
      const other =
        'the bytes must be those of a shard, packed by gzip, but they are of something else';
      expect(message).toBe(`decodeShard: ${length === 0 ? none : length === 1 ? other : packs}`);
    }
  });

  it('refuse a file with one wrong bit, or read what was written', async () => {
    const bytes = await encodeShard(small);
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const wrong = Uint8Array.from(bytes);
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      const found = await decodeShard(wrong).catch((error: unknown) => error);
      if (found instanceof Error) {
        refused++;
        expect(found.message).toMatch(/^decodeShard: the (\d+ )?bytes [^\n]+$/);
      } else expect(found).toEqual(small);
    }
    // gzip's time, flags and system say nothing of what is packed, all else does
    expect(refused).toBeGreaterThan((bytes.length - 10) * 8);
  });

  it('are not unpacked for ever', { tags: 'slow' }, async () => {
    // a megabyte of each gigabyte: members follow each other
    const member = gzipSync(new Uint8Array(2 ** 26));
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => member));
    expect(await refusalOf(bomb)).toBe(
      `decodeShard: the ${bomb.length} bytes unpack to more than half a gigabyte, as no shard does`,
    );
  });

  it('refuse what comes behind', async () => {
    const bytes = await encodeShard(small);
    for (const more of [Uint8Array.of(1, 2, 3), bytes])
      expect(await refusalOf(Uint8Array.from([...bytes, ...more]))).toMatch(
        /^decodeShard: the (\d+ )?bytes /,
      );
  });

  const ofSomethingElse =
    'the bytes must be those of a shard, packed by gzip, but they are of something else';

  it.each([
    ['no bytes', new Uint8Array(), 'the bytes must be those of a shard, but there are none'],
    ['JSON', new TextEncoder().encode(JSON.stringify(small)), ofSomethingElse],
    ['gzip by half', Uint8Array.of(0x1f, 0x8b), 'the 2 bytes are cut short or damaged'],
    ['text', packed('mean: 3'), 'the bytes must hold JSON, but they hold something else'],
    [
      'bytes that are no text',
      Uint8Array.from(gzipSync(Uint8Array.of(0xff))),
      'the \\d+ bytes are cut short or damaged',
    ],
    ['a list', packed([small]), 'the shard must be an object, but it is \\[an object\\]'],
    ['null', packed(null), 'the shard must be an object, but it is null'],
    ['an empty object', packed({}), 'the shard must be of version 1, .* version is undefined'],
    [
      'version 2',
      packed({ ...small, version: 2 }),
      'the shard must be of version 1, which this release reads, but its version is 2',
    ],
    ["version '1'", packed({ ...small, version: '1' }), "the shard must be .* version is '1'"],
    [
      'no job',
      packed({ ...small, job: undefined }),
      'job of the shard must be an object, but it is undefined',
    ],
    [
      'a measure of later',
      packed({ ...small, job: { ...small.job, measure: 'other' } }),
      "measure of job of the shard must be .* but it is 'other'",
    ],
    [
      'a measure that every object has',
      packed({ ...small, job: { ...small.job, measure: 'toString' } }),
      "measure of job of the shard must be .* but it is 'toString'",
    ],
    [
      'no value',
      packed({ ...small, value: undefined }),
      'value of the shard must be an object, but it is undefined',
    ],
    [
      'another value',
      packed({ ...small, value: [[3]] }),
      'value of the shard must be an object, but it is \\[\\[3\\]\\]',
    ],
    [
      'null in a map',
      packed({ ...small, value: { mean: [1, null], shape: [2], count: 3 } }),
      'mean of value of the shard must be .* but it is \\[1, null\\]',
    ],
    ['no number', packed(textOf(small).replace('0.1,-2', '0.1,NaN')), 'the bytes must hold JSON'],
    [
      'an infinite number',
      packed(textOf(small).replace('0.1,-2', '0.1,1e999')),
      'mean of value of the shard must be .* Infinity',
    ],
    [
      'count by another',
      packed({ ...small, count: 2 }),
      'the shard has 2 images, but its meanMap is of 3',
    ],
    [
      'a shape of 2⁵³ values',
      packed({ ...small, value: { mean: [1], shape: [2 ** 30, 2 ** 30], count: 3 } }),
      'mean of value of the shard must be an array',
    ],
    [
      'options in 100,000 levels',
      packed(textOf(small).replace('{"sigma":0.1}', `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`)),
      '.*(levels|JSON)',
    ],
  ])('refuse %s', async (_, bytes, message) => {
    const refused = await refusalOf(bytes);
    expect(refused).toMatch(new RegExp(`^decodeShard: ${message}`));
    expect(refused).not.toContain('\n');
    expect(refused.length).toBeLessThan(1000);
  });

  it('refuse a picture, and what is no bytes', async () => {
    expect(await refusalOf(await toPng(tf.zeros([2, 2, 3])))).toBe(
      `decodeShard: ${ofSomethingElse}`,
    );
    for (const other of [
      undefined,
      null,
      'text',
      [0x1f, 0x8b],
      new ArrayBuffer(9),
      new Int8Array(2),
    ])
      expect(await refusalOf(other as unknown as Uint8Array)).toMatch(
        /^decodeShard: bytes must be a Uint8Array, but it is /,
      );
  });

  it('take names that every object has for names alone', async () => {
    const proto = '{"__proto__":{"value":3},"sigma":0.1,"constructor":"x"}';
    const text = textOf(small)
      .replace('{"sigma":0.1}', proto)
      .replace('{"version"', '{"__proto__":{"total":9},"version"');
    const read = await decodeShard(packed(text));
    expect(JSON.stringify(read.job.options)).toBe(
      '{"__proto__":{"value":3},"constructor":"x","sigma":0.1}',
    );
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read)).toEqual(Object.keys(small));
    expect(({} as { total?: number }).total).toBeUndefined();
  });

  it('keep only what a result has', async () => {
    const read = await decodeShard(
      packed({ ...small, more: 1, value: { ...small.value, more: 2 } }),
    );
    expect(read).toEqual(small);
  });

  it('refuse to write what is no result', async () => {
    await expect(encodeShard({} as ShardResult)).rejects.toThrow(
      /^encodeShard: the result must be of version 1, which this release reads, but its version is undefined$/,
    );
    await expect(encodeShard({ ...small, count: 2 })).rejects.toThrow(
      /^encodeShard: the result has 2 images, but its meanMap is of 3$/,
    );
  });
});

const refusalOf = (bytes: Uint8Array): Promise<string> =>
  decodeShard(bytes).then(
    () => 'it was read',
    (error: Error) => error.message,
  );
