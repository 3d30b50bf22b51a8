import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nearestResample } from '../../../src/preprocessing';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

/** The value of the first pixel of each square, pixel by pixel. */
async function naive(x: tf.Tensor4D, factor: number): Promise<number[]> {
  const values = await x.array();
  const first = (i: number) => i - (i % factor);
  return values
    .flatMap((image) => image.map((row, i) => row.map((_, j) => image[first(i)]![first(j)]!)))
    .flat(2);
}

describe('nearestResample', () => {
  it.each([
    [[1, 5, 7, 2], 2],
    [[2, 6, 3, 1], 3],
    [[1, 4, 4, 3], 1],
    [[1, 1, 9, 1], 4],
    [[2, 3, 2, 1], 5],
  ] as const)('of %j by %i', async (shape, factor) => {
    const x = randomTensor<tf.Rank.R4>([...shape]);
    await expectClose(nearestResample(x, factor), await naive(x, factor), 0);
  });

  it('of any factor is the first pixel at the cost of the image', async () => {
    const x = randomTensor<tf.Rank.R3>([3, 4, 1]);
    const [first] = await x.data();
    for (const factor of [4, 1e6, Number.MAX_SAFE_INTEGER]) {
      await expectClose(nearestResample(x, factor), new Array(12).fill(first), 0);
      await expectNoLeak(() => nearestResample(x, factor), 1);
    }
  });

  it('takes lines of 100,000 pixels, for which a matrix would take 37 GiB', async () => {
    const x = tf.reshape(tf.range(0, 1e5), [1, 1e5, 1]);
    const values = await nearestResample(x, 7).data();
    expect([values[0], values[6], values[7], values[99_999]]).toEqual([0, 0, 7, 99_995]);
  });

  it('keeps NaN and infinite values to their squares', async () => {
    const x = tf.tensor3d([Number.NaN, 1, 2, 3, Number.POSITIVE_INFINITY, 5], [1, 6, 1]);
    expect([...(await nearestResample(x, 2).data())]).toEqual([
      ...[Number.NaN, Number.NaN, 2, 2],
      ...[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]);
  });

  it('has the gradient that gathers what each first pixel gave', async () => {
    const x = randomTensor<tf.Rank.R3>([3, 1, 1]);
    const weights = tf.tensor3d([1, 10, 100], [3, 1, 1]);
    const slope = tf.grad((v: tf.Tensor) => tf.sum(tf.mul(nearestResample(v, 2), weights)))(x);
    await expectClose(slope, [11, 0, 100], 0);
  });

  it('refuses what is no factor', async () => {
    const x = tf.ones([2, 2, 1]);
    for (const factor of [0, 1.5, Number.NaN, 2 ** 53, '2', true, null, undefined]) {
      await expectRefusal(
        () => nearestResample(x, factor as number),
        /^nearestResample: factor must be an integer of at least 1, but it is /,
      );
    }
  });
});
