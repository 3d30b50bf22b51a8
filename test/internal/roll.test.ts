import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { roll } from '../../src/internal/roll';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

describe('roll', () => {
  it('moves values as numpy.roll does', async () => {
    const x = tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]);
    await expectClose(roll(x, 1, 1), [2, 0, 1, 5, 3, 4]);
    await expectClose(roll(x, -1, 1), [1, 2, 0, 4, 5, 3]);
    await expectClose(roll(x, 1, 0), [3, 4, 5, 0, 1, 2]);
    await expectClose(roll(x, 7, 1), [2, 0, 1, 5, 3, 4]);
  });

  it('moves nothing where there is nothing, along any axis', async () => {
    const x = tf.zeros([0, 3]);
    expect(roll(x, 1, 1).shape).toEqual([0, 3]);
    expect(roll(x, 1, 0).shape).toEqual([0, 3]);
  });

  it('returns a tensor of its own and leaves nothing behind', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    await expectNoLeak(() => roll(x, 0, 0), 1);
    await expectNoLeak(() => roll(x, 2, 0), 1);
  });
});
