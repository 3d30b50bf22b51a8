import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { unsharpMask } from '../../../src/preprocessing/images/unsharpMask';
import { randomTensor } from '../../../support/random';
import fixture from '../../fixtures/unsharpMask.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const image = (values: number[], shape: number[]) =>
  tf.tensor<tf.Rank.R3>(Float32Array.from(values), shape as [number, number, number]);

describe('unsharpMask', () => {
  it.each(fixture.cases)(
    'equals scikit-image for $shape, sigma $sigma and amount $amount',
    async ({ x, y, shape, ...options }) => {
      const sharp = unsharpMask(image(x, shape), options);
      expect(sharp.shape).toEqual(shape);
      await expectClose(sharp, y, 1e-6);
    },
  );

  it('leaves nothing behind', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 3, 4, 2]);
    await expectNoLeak(() => unsharpMask(x, { sigma: 1.5, amount: 1 }), 1);
  });

  it('refuses amounts that are no numbers', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 5, 6, 2]);
    await expectRefusal(
      () => unsharpMask(x, { sigma: 1, amount: Number.NaN }),
      /^unsharpMask: amount must be a finite number, but it is NaN$/,
    );
  });
});
