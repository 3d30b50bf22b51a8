import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

beforeAll(registerWasmKernels);

describe('the gradient of gather', () => {
  it('adds up what was gathered more than once', async () => {
    const x = randomTensor<tf.Rank.R2>([4, 3]);
    const indices = tf.tensor1d([2, 0, 2, 2], 'int32');
    const dy = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [4, 3]);
    const rows = tf.grad((v) => tf.gather(v, indices))(x, dy);
    await expectClose(rows, [4, 5, 6, 0, 0, 0, 18, 21, 24, 0, 0, 0]);
    const twice = tf.grad((v) => tf.gather(v, tf.tensor1d([1, 1, 0], 'int32'), 1))(
      tf.ones([2, 3]),
      tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]),
    );
    await expectClose(twice, [3, 3, 0, 6, 9, 0]);
  });
});

describe.runIf(tf.getBackend() === 'wasm')('unsortedSegmentSum on wasm', () => {
  it('leaves out rows whose segment does not exist', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const ids = tf.tensor1d([1, -1, 5, 1], 'int32');
    await expectClose(tf.unsortedSegmentSum(x, ids, 3), [0, 0, 8, 10, 0, 0]);
    await expectNoLeak(() => tf.unsortedSegmentSum(x, ids, 3), 1);
  });

  it('adds integers and scalars', async () => {
    const sums = tf.unsortedSegmentSum(
      tf.tensor1d([1, 2, 3], 'int32'),
      tf.tensor1d([0, 1, 0], 'int32'),
      2,
    );
    expect(sums.dtype).toBe('int32');
    expect(Array.from(await sums.data())).toEqual([4, 2]);
  });

  it('refuses another number of ids than rows', async () => {
    const x = tf.ones([4, 2]);
    const ids = tf.tensor1d([0, 1], 'int32');
    await expectRefusal(
      () => tf.unsortedSegmentSum(x, ids, 3),
      /UnsortedSegmentSum: segmentIds must have shape \[4\], one for each row of x, but its shape is \[2\]/,
    );
  });
});
