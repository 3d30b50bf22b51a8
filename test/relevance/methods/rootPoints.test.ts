import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { nearestResample } from '../../../src/preprocessing/images/nearestResample';
import { unsharpMask } from '../../../src/preprocessing/images/unsharpMask';
import { nearestRoot } from '../../../src/relevance/methods/nearestRoot';
import { sharpenRoot } from '../../../src/relevance/methods/sharpenRoot';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('nearestResample', () => {
  it('makes squares of their first pixel, cut at the end', async () => {
    const x = tf.tensor3d([...Array(15).keys()], [3, 5, 1]);
    const expected = [0, 0, 2, 2, 4, 0, 0, 2, 2, 4, 10, 10, 12, 12, 14];
    await expectClose(nearestResample(x, 2), expected, 0);
    const two = tf.stack([x, tf.mul(x, 2)]) as tf.Tensor4D;
    await expectClose(nearestResample(two, 2), [...expected, ...expected.map((v) => 2 * v)], 0);
    await expectClose(nearestResample(x, 1), x, 0);
    await expectClose(nearestResample(x, 9), new Array(15).fill(0), 0);
    await expectNoLeak(() => nearestResample(x, 2), 1);
    await expectRefusal(
      () => nearestResample(x, 1.5),
      /^nearestResample: factor must be an integer of at least 1, but it is 1.5$/,
    );
  });
});

describe('root points', () => {
  it('take images and signals', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 1, 7, 2]);
    const signal = tf.squeeze(x, [1]);
    for (const root of [nearestRoot(3), sharpenRoot(1)]) {
      await expectClose(root(signal), tf.squeeze(root(x), [1]), 1e-6);
    }
    await expectClose(sharpenRoot(1)(x), unsharpMask(x, { sigma: 1, amount: 1 }), 0);
    await expectClose(nearestRoot(2)(x), nearestResample(x, 2), 0);
    const row = tf.zeros([2, 3]);
    await expectRefusal(() => nearestRoot(2)(row), /^nearestRoot: x must have rank 3 or 4/);
    await expectRefusal(
      () => sharpenRoot(-1),
      /^sharpenRoot: sigma must be a finite number of at least 0, but it is -1$/,
    );
  });
});
