import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { targetMask } from '../../src/gradients/target';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const y = () => tf.tensor2d([1, 3, 2, -1, -3, -2], [2, 3]);

describe('targetMask', () => {
  it('marks the largest output of each sample by default', async () => {
    const mask = targetMask(y(), undefined);
    expect(mask.shape).toEqual([2, 3]);
    await expectClose(mask, [0, 1, 0, 1, 0, 0], 0);
  });

  it('marks one class for all samples, or one for each', async () => {
    await expectClose(targetMask(y(), 2), [0, 0, 1, 0, 0, 1], 0);
    await expectClose(targetMask(y(), [2, 0]), [0, 0, 1, 1, 0, 0], 0);
  });

  it('marks the only output of a regression or a binary classifier', async () => {
    const single = tf.tensor2d([-1, 0, 1], [3, 1]);
    for (const target of [undefined, 0, [0, 0, 0]]) {
      await expectClose(targetMask(single, target), tf.ones([3, 1]), 0);
    }
    await expectRefusal(() => targetMask(single, 1), /^target .* from 0 to 0, but it is 1$/);
  });

  it('leaves nothing behind', async () => {
    const outputs = y();
    await expectNoLeak(() => tf.tidy(() => targetMask(outputs, undefined)), 1);
    await expectNoLeak(() => tf.tidy(() => targetMask(outputs, [0, 1])), 1);
  });

  it('refuses other outputs and classes', async () => {
    const outputs = y();
    const flat = tf.zeros([3]);
    await expectRefusal(
      () => targetMask(flat, 0),
      /^the output must have shape \[batch, classes\], but its shape is \[3\]$/,
    );
    await expectRefusal(
      () => targetMask(outputs, 3),
      /^target must be an integer from 0 to 2, but it is 3$/,
    );
    await expectRefusal(() => targetMask(outputs, [0, 1.5]), /^target .* but it is 1.5$/);
    await expectRefusal(() => targetMask(outputs, Number.NaN), /^target .* it is NaN$/);
    await expectRefusal(
      () => targetMask(outputs, [0]),
      /^target needs one class for each of 2 samples, but has 1$/,
    );
  });
});
