import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { padToSquare } from '../../../src/preprocessing';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('padToSquare', () => {
  it('pads both ends, an odd pixel at the far one', async () => {
    const low = tf.tensor3d([1, 2, 3, 4], [1, 4, 1]);
    await expectClose(
      padToSquare(low),
      tf.tensor3d([0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0], [4, 4, 1]),
      0,
    );
    const narrow = tf.tensor3d([1, 2, 3, 4, 5, 6], [3, 1, 2]);
    await expectClose(
      padToSquare(narrow, { value: 9 }),
      tf.tensor3d([9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9, 9, 9, 5, 6, 9, 9], [3, 3, 2]),
      0,
    );
  });

  it('pads each image of a batch alike', async () => {
    const x = randomTensor<tf.Rank.R4>([3, 2, 5, 2]);
    const square = padToSquare(x, { value: -0.5 });
    expect(square.shape).toEqual([3, 5, 5, 2]);
    await expectClose(tf.slice(square, [0, 1, 0, 0], [3, 2, 5, 2]), x, 0);
    await expectClose(tf.slice(square, [0, 0, 0, 0], [3, 1, 5, 2]), tf.fill([3, 1, 5, 2], -0.5), 0);
    await expectClose(tf.slice(square, [0, 3, 0, 0], [3, 2, 5, 2]), tf.fill([3, 2, 5, 2], -0.5), 0);
  });

  it('copies what is square', async () => {
    const x = randomTensor<tf.Rank.R3>([3, 3, 2]);
    const copy = padToSquare(x);
    await expectClose(copy, x, 0);
    copy.dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('reads whole numbers, gives float32, and leaves nothing behind', async () => {
    const x = tf.tensor3d([7, 8], [1, 2, 1], 'int32');
    const square = padToSquare(x, { value: 0.5 });
    expect(square.dtype).toBe('float32');
    await expectClose(square, [7, 8, 0.5, 0.5], 0);
    await expectNoLeak(() => padToSquare(x), 1);
  });

  it('fills images without pixels, but none that are not there', async () => {
    const filled = padToSquare(tf.zeros([2, 0, 2, 1]), { value: 3 });
    expect(filled.shape).toEqual([2, 2, 2, 1]);
    await expectClose(filled, new Array(8).fill(3), 0);
    expect(padToSquare(tf.zeros([0, 1, 2, 1])).shape).toEqual([0, 2, 2, 1]);
  });

  it('has a gradient', async () => {
    const weights = randomTensor<tf.Rank.R3>([4, 4, 1]);
    const slope = tf.grad((x: tf.Tensor) => tf.mul(padToSquare(x), weights))(tf.ones([4, 2, 1]));
    await expectClose(slope, tf.slice(weights, [0, 1, 0], [4, 2, 1]), 0);
  });

  it('refuses values that are no numbers, and other ranks', async () => {
    const x = tf.ones([2, 2, 1]);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '0', null])
      await expectRefusal(
        () => padToSquare(x, { value: value as number }),
        /^padToSquare: value must be a finite number, but it is /,
      );
    const flat: tf.Tensor = tf.ones([2, 2]);
    await expectRefusal(() => padToSquare(flat), /^padToSquare: x must have rank 3 or 4/);
  });
});
