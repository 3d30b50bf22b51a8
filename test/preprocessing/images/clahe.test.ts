import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { clahe } from '../../../src/preprocessing';
import { randomArray, randomTensor } from '../../../support/random';
import fixture from '../../fixtures/images.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const bytes = (values: readonly number[], shape: number[]) =>
  tf.tensor(
    values.map((level) => level / 255),
    shape,
  );

/** The largest difference, in 255ths. */
async function difference(y: tf.Tensor, expected: readonly number[]): Promise<number> {
  const values = await y.data<'float32'>();
  expect(values).toHaveLength(expected.length);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(255 * value - expected[i]!)), 0);
}

describe('clahe', () => {
  it.each(fixture.clahe)('equals OpenCV: $name', async ({ x, y, shape, ...rest }) => {
    const { clipLimit, luminance } = rest;
    const tiles = rest.tiles as [number, number];
    const equalised = clahe(bytes(x, shape), { tiles, clipLimit, luminance });
    expect(equalised.shape).toEqual(shape);
    expect(await difference(equalised, y)).toBeLessThan(0.01);
  });

  it('has the tiles and the clip limit of OpenCV by default', async () => {
    const { x, y, shape } = fixture.clahe[0]!;
    expect(await difference(clahe(bytes(x, shape)), y)).toBeLessThan(0.01);
  });

  it('gives each image and channel of a batch what it gives that one alone', async () => {
    const x = tf.abs(randomTensor<tf.Rank.R4>([3, 9, 10, 2]));
    const options = { tiles: [2, 3], clipLimit: 3 } as const;
    const all = clahe(x, options);
    for (const image of [0, 1, 2]) {
      for (const channel of [0, 1]) {
        const part = (of: tf.Tensor4D) =>
          tf.slice(of, [image, 0, 0, channel], [1, -1, -1, 1]) as tf.Tensor4D;
        await expectClose(part(all), clahe(part(x), options), 0);
      }
    }
  });

  it('adds to each channel what their luma gains', async () => {
    const grey = tf.clipByValue(tf.abs(randomTensor<tf.Rank.R3>([12, 11, 1])), 0.1, 0.9);
    const options = { tiles: [2, 2], clipLimit: 2 } as const;
    const colours = tf.concat([grey, grey, grey], 2);
    const alike = clahe(grey, options);
    await expectClose(
      clahe(colours, { ...options, luminance: true }),
      tf.concat([alike, alike, alike], 2),
      1e-6,
    );
  });

  it('of one tile takes the share of pixels up to a level, in large images too', async () => {
    const levels = randomArray(300 * 900, 3).map((value) => Math.round(60 * (value + 1.2)));
    const counts = new Array<number>(256).fill(0);
    for (const level of levels) counts[level]! += 1;
    const upTo = counts.map((_, level) =>
      counts.slice(0, level + 1).reduce((sum, count) => sum + count),
    );
    const x = bytes([...levels], [300, 900, 1]);
    const y = clahe(x, { tiles: [1, 1], clipLimit: 0 });
    const expected = Array.from(levels, (level) =>
      Math.round((255 * upTo[level]!) / levels.length),
    );
    expect(await difference(y, expected)).toBeLessThan(0.01);
  });

  it('rounds to 255ths, takes values beyond [0, 1] to its ends, and NaN to 0', async () => {
    const { NaN: none, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
    const clean = [0, 0, 0, 1, 1, 40 / 255, 40 / 255, 200 / 255, 0.5 / 255, 1.5 / 255];
    const raw = [none, -2, least, 3, most, 40.4 / 255, 39.6 / 255, 200.3 / 255, 0, 2 / 255];
    const options = { tiles: [1, 2], clipLimit: 0 } as const;
    const expected = clahe(tf.tensor3d(clean, [2, 5, 1]), options);
    await expectClose(clahe(tf.tensor3d(raw, [2, 5, 1]), options), expected, 0);
  });

  it('takes whole numbers and truth values, and gives float32', async () => {
    const truths = tf.tensor3d([0, 1, 1, 0, 1, 1], [2, 3, 1], 'bool');
    for (const x of [truths, tf.cast(truths, 'int32')]) {
      const y = clahe(x, { tiles: [1, 1] });
      expect(y.dtype).toBe('float32');
      await expectClose(y, clahe(tf.cast(truths, 'float32'), { tiles: [1, 1] }), 0);
    }
  });

  it('refuses to give a gradient, but not to compute while one is recorded', async () => {
    const x = tf.abs(randomTensor<tf.Rank.R3>([4, 5, 1]));
    await expectRefusal(
      () => tf.grad((v) => clahe(v))(x),
      /^clahe: a gradient is asked for, but rounded values have none$/,
    );
    const slope = tf.grad((v) => tf.mul(v, clahe(x)))(tf.zerosLike(x));
    await expectClose(slope, clahe(x), 0);
  });

  it('leaves nothing behind', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 7, 5, 3]);
    await expectNoLeak(() => clahe(x, { tiles: [2, 2] }), 1);
    await expectNoLeak(() => clahe(x, { luminance: true }), 1);
  });

  it('refuses what is no grid, no limit and no colour', async () => {
    const x = tf.ones<tf.Rank.R3>([4, 4, 1]);
    const [flat, pairs]: tf.Tensor[] = [tf.ones([4, 4]), tf.ones([2, 2, 2])];
    for (const tiles of [[8], [0, 8], [8, 1.5], [257, 1], [8, 8, 8], 8])
      await expectRefusal(
        () => clahe(x, { tiles: tiles as [number, number] }),
        /^clahe: tiles must be an array of length 2 in which each is an integer from 1 to 256, but it is /,
      );
    for (const clipLimit of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      await expectRefusal(
        () => clahe(x, { clipLimit }),
        /^clahe: clipLimit must be a finite number of at least 0, but it is /,
      );
    await expectRefusal(
      () => clahe(x, { luminance: true }),
      /^clahe: luminance needs 3 channels, red, green and blue, but the shape of x is \[4,4,1\]$/,
    );
    await expectRefusal(() => clahe(flat!), /rank 3 or 4/);
    await expectRefusal(
      () => clahe(pairs!, { tiles: [256, 256] }),
      /^clahe: the tables of the tiles of shape \[256, 256, 2, 256\] would take 128 MiB, more than 64 MiB: ask for fewer tiles$/,
    );
  });
});
