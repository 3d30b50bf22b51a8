import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { rotated } from '../../../../src/preprocessing/images/rotation/rotated';
import { randomTensor } from '../../../../support/random';
import fixture from '../../../fixtures/images.json';
import { expectClose } from '../../../helpers/expectClose';
import { expectNoLeak } from '../../../helpers/leaks';

/** Rows from the top, columns from the left: a quarter anticlockwise brings the last column to the top. */
const quarter = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.reverse(tf.transpose(x, [0, 2, 1, 3]), 1) as tf.Tensor4D;

describe('rotated', () => {
  it.each(fixture.rotated)(
    'equals SciPy for $shape by $angles',
    async ({ x, y, shape, angles }) => {
      const [h, w, c] = shape.slice(-3) as [number, number, number];
      const images = tf.reshape(tf.tensor1d(x), [-1, h, w, c]) as tf.Tensor4D;
      await expectClose(rotated(images, angles), y, 2e-6);
      await expectNoLeak(() => rotated(images, angles), 1);
    },
  );

  it('by right angles moves pixels and changes none', async () => {
    for (const n of [1, 4, 5]) {
      const x = randomTensor<tf.Rank.R4>([1, n, n, 2]);
      const half = quarter(quarter(x));
      await expectClose(rotated(x, [90]), quarter(x), 0);
      await expectClose(rotated(x, [180]), half, 0);
      await expectClose(rotated(x, [-180]), half, 0);
      await expectClose(rotated(x, [-90]), quarter(half), 0);
    }
    const wide = randomTensor<tf.Rank.R4>([1, 3, 6, 1]);
    await expectClose(rotated(wide, [180]), quarter(quarter(wide)), 0);
  });

  it('keeps what is not turned, and NaN to the pixels that it weighs in', async () => {
    const values = [Number.NaN, 1, 2, 3];
    const x = tf.tensor4d([...values, ...values], [2, 2, 2, 1]);
    const result = await rotated(x, [0, 180]).data();
    expect([...result]).toEqual([...values, 3, 2, 1, Number.NaN]);
  });

  it('takes large images in pieces', async () => {
    const x = randomTensor<tf.Rank.R4>([1, 550, 550, 1]);
    await expectClose(rotated(x, [90]), quarter(x), 0);
  });

  // the kernel is that of registerWasmKernels on wasm, where the contract has this
  it.skipIf(tf.getBackend() === 'wasm')('has the gradient of a linear map', async () => {
    const angles = [25, 0, -140];
    const [x, weights] = [1, 2].map((seed) => randomTensor<tf.Rank.R4>([3, 4, 5, 2], seed)) as [
      ...[tf.Tensor4D, tf.Tensor4D],
    ];
    const weighed = (y: tf.Tensor) => tf.sum(tf.mul(rotated(y as tf.Tensor4D, angles), weights));
    const slope = tf.grad(weighed)(tf.zerosLike(x));
    const along = await weighed(x).data();
    await expectClose(tf.sum(tf.mul(slope, x)), along, 1e-5);
  });
});
