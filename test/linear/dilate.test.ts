import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { dilate } from '../../src/linear/dilate';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

describe('dilate', () => {
  it('puts zeros between rows and columns, none behind', async () => {
    const kernel = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const y = dilate(kernel, [2, 3]);
    expect(y.shape).toEqual([3, 4, 1, 1]);
    await expectClose(y, [1, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 4], 0);
  });

  it.each<[[number, number, number, number], [number, number]]>([
    [
      [1, 1, 2, 3],
      [4, 5],
    ],
    [
      [3, 1, 2, 2],
      [2, 7],
    ],
    [
      [1, 4, 1, 2],
      [3, 2],
    ],
    [
      [3, 2, 2, 3],
      [1, 3],
    ],
    [
      [2, 3, 2, 1],
      [3, 1],
    ],
    [
      [3, 3, 2, 2],
      [2, 2],
    ],
  ])('moves value (u, v) of %j by %j', async (shape, [rows, columns]) => {
    const kernel = randomTensor<tf.Rank.R4>(shape);
    const y = dilate(kernel, [rows, columns]);
    const height = (shape[0] - 1) * rows + 1;
    const width = (shape[1] - 1) * columns + 1;
    expect(y.shape).toEqual([height, width, shape[2], shape[3]]);
    const channels = shape[2] * shape[3];
    const expected = new Array<number>(height * width * channels).fill(0);
    for (const [at, value] of (await kernel.data()).entries()) {
      const [u, v] = [Math.floor(at / channels / shape[1]), Math.floor(at / channels) % shape[1]];
      expected[(u * rows * width + v * columns) * channels + (at % channels)] = value;
    }
    await expectClose(y, expected, 0);
  });

  it('has a gradient, and leaves nothing behind', async () => {
    const kernel = randomTensor<tf.Rank.R4>([2, 2, 1, 1]);
    const weights = tf.range(0, 9);
    const dx = tf.grad((k: tf.Tensor) =>
      tf.sum(tf.mul(tf.reshape(dilate(k as tf.Tensor4D, [2, 2]), [9]), weights)),
    )(kernel);
    await expectClose(dx, [0, 2, 6, 8], 0);
    await expectNoLeak(() => tf.tidy(() => dilate(kernel, [2, 3])), 1);
  });
});
