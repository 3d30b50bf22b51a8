import * as tf from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { toPng } from '../../src/visualization';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const image = tf.tensor3d([0, 0.5, 1, 0.25, 0.1, 0.2], [1, 2, 3]);

describe('toPng', () => {
  it('writes rounded bytes', async () => {
    const { width, height, channels, depth, data } = decode(await toPng(image));
    expect([width, height, channels, depth]).toEqual([2, 1, 3, 8]);
    expect([...data]).toEqual([0, 128, 255, 64, 26, 51]);
  });

  it('repeats every pixel along both axes', async () => {
    const two = tf.tensor3d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1], [2, 2, 3]);
    const { width, height, data } = decode(await toPng(two, { scale: 2 }));
    expect([width, height]).toEqual([4, 4]);
    const [red, green, blue, white] = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
    ] as const;
    const upper = [...red, ...red, ...green, ...green];
    const lower = [...blue, ...blue, ...white, ...white];
    expect([...data]).toEqual([...upper, ...upper, ...lower, ...lower]);
  });

  it('takes an opacity', async () => {
    const { channels, data } = decode(await toPng(tf.tensor3d([1, 0.5, 0, 0.2], [1, 1, 4])));
    expect(channels).toBe(4);
    expect([...data]).toEqual([255, 128, 0, 51]);
  });

  it('takes a batch of one', async () => {
    expect(await toPng(tf.expandDims(image, 0), { scale: 3 })).toEqual(
      await toPng(image, { scale: 3 }),
    );
  });

  it('cuts off what is not in [0, 1]', async () => {
    const wild = tf.tensor3d([-1, 2, Number.NaN, 1.001, -0.001, 300], [2, 1, 3]);
    expect([...decode(await toPng(wild)).data]).toEqual([0, 255, 0, 255, 0, 255]);
  });

  it('reads whole numbers', async () => {
    expect([...decode(await toPng(tf.tensor3d([0, 1, 1], [1, 1, 3], 'int32'))).data]).toEqual([
      0, 255, 255,
    ]);
  });

  it('leaves nothing behind', async () => {
    await expectNoLeak(async () => {
      await toPng(image, { scale: 3 });
    });
  });

  it('refuses other shapes and scales', async () => {
    const [two, flat] = [tf.ones([2, 2, 2, 3]), tf.ones([2, 2])];
    await expectRefusal(
      () => toPng(two),
      /^toPng: image must be one image, but its shape is \[2,2,2,3\]$/,
    );
    await expectRefusal(() => toPng(flat), /^toPng: image must have rank 3 or 4, but/);
    for (const shape of [
      [2, 2, 1],
      [0, 2, 3],
    ]) {
      const other = tf.ones<tf.Rank.R3>(shape as [number, number, number]);
      await expectRefusal(
        () => toPng(other),
        /^toPng: image must have pixels of 3 or 4 channels, but its shape is \[/,
      );
    }
    await expectRefusal(
      () => toPng(image, { scale: 1e5 }),
      /^toPng: a picture of \d+ x \d+ pixels would take \d+ MiB, more than 128 MiB: ask for a smaller scale/,
    );
    const fakes = [
      { shape: [2, 2, 3], rank: 3, dtype: 'float32', size: 12, data: async () => [] },
      { dataId: {}, shape: [2, 2, 3], rank: 3, dtype: 'float32', size: 12 },
    ];
    for (const fake of fakes) {
      await expectRefusal(
        () => toPng(fake as never),
        /^toPng: image must be a tensor, but it is an object$/,
      );
    }
    for (const scale of [0, 1.5, Number.NaN]) {
      await expectRefusal(
        () => toPng(image, { scale }),
        /^toPng: scale must be an integer of at least 1, but it is/,
      );
    }
  });
});
