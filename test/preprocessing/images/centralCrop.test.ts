import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { centralCrop } from '../../../src/preprocessing';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('centralCrop', () => {
  // tf.image.central_crop of TensorFlow: int((n - n * fraction) / 2) pixels are left out at either end
  it.each([
    [[8, 8, 1], 0.5, [2, 2], [4, 4]],
    [[5, 8, 3], 0.5, [1, 2], [3, 4]],
    [[7, 10, 1], 0.875, [0, 0], [7, 10]],
    [[9, 3, 2], 0.1, [4, 1], [1, 1]],
    [[1, 1, 1], 0.01, [0, 0], [1, 1]],
    [[100, 10, 1], 0.9, [5, 0], [90, 10]],
    [[2, 6, 5, 1], 0.5, [1, 1], [4, 3]],
  ] as const)('of %j by %f', async (shape, fraction, begin, size) => {
    const x = randomTensor<tf.Rank.R4>([...shape] as [number, number, number, number]);
    const before = shape.slice(0, -3);
    const expected = tf.slice(
      x,
      [...before.map(() => 0), ...begin, 0],
      [...before.map(() => -1), ...size, -1],
    );
    await expectClose(centralCrop(x, fraction), expected, 0);
  });

  it('of the whole is a copy', async () => {
    const x = randomTensor<tf.Rank.R3>([4, 3, 2]);
    const copy = centralCrop(x, 1);
    await expectClose(copy, x, 0);
    copy.dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('of next to nothing leaves what rounding leaves', () => {
    expect(centralCrop(tf.ones([4, 5, 1]), 1e-9).shape).toEqual([2, 1, 1]);
    expect(centralCrop(tf.ones([4, 5, 1]), Number.MIN_VALUE).shape).toEqual([0, 1, 1]);
  });

  it('reads whole numbers, gives float32, and leaves nothing behind', async () => {
    const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1], 'int32');
    const middle = centralCrop(x, 0.3);
    expect(middle.dtype).toBe('float32');
    await expectClose(middle, [5], 0);
    await expectNoLeak(() => centralCrop(x, 0.3), 1);
  });

  it('has the gradient that is 1 inside and 0 outside', async () => {
    const slope = tf.grad((x: tf.Tensor) => centralCrop(x, 0.4))(randomTensor([4, 3, 1]));
    await expectClose(slope, [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0], 0);
  });

  it('refuses what is no fraction', async () => {
    const x = tf.ones([2, 2, 1]);
    for (const fraction of [0, -1, 1.01, Number.NaN, '1', undefined])
      await expectRefusal(
        () => centralCrop(x, fraction as number),
        /^centralCrop: fraction must be above 0 and at most 1, but it is /,
      );
    const flat: tf.Tensor = tf.ones([2, 2]);
    await expectRefusal(() => centralCrop(flat, 1), /^centralCrop: x must have rank 3 or 4/);
  });
});
