import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { sampleOnHost } from '../../src/internal/sampleOnHost';
import { randomArray } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

const isHost = ['cpu', 'wasm'].includes(tf.getBackend());
const shape = [2, 5, 7, 3] as const;
const values = randomArray(2 * 5 * 7 * 40);
const rows = { begin: 1, count: 2, step: 2 };

describe('sampleOnHost', () => {
  it.skipIf(!isHost).each([
    { channels: 3, columns: { begin: 2, count: 4, step: 1 } },
    { channels: 3, columns: { begin: 0, count: 3, step: 3 } },
    { channels: 40, columns: { begin: 2, count: 4, step: 1 } },
    { channels: 40, columns: { begin: 0, count: 3, step: 3 } },
  ])('takes every $columns.step-th column of $channels channels', async ({ channels, columns }) => {
    const some = values.subarray(0, 2 * 5 * 7 * channels);
    const y = sampleOnHost(tf.tensor4d(some, [2, 5, 7, channels]), rows, columns) as tf.Tensor4D;
    const expected: number[] = [];
    for (let image = 0; image < 2; image++) {
      for (const i of [1, 3]) {
        for (let j = 0; j < columns.count; j++) {
          const at = ((image * 5 + i) * 7 + columns.begin + j * columns.step) * channels;
          expected.push(...values.subarray(at, at + channels));
        }
      }
    }
    expect(y.shape).toEqual([2, 2, columns.count, channels]);
    await expectClose(y, expected, 0);
  });

  it('leaves other backends, other types and gradients to tf.js', () => {
    const x = tf.tensor4d(values.subarray(0, 2 * 5 * 7 * 3), [...shape]);
    if (!isHost) expect(sampleOnHost(x, rows, rows)).toBeUndefined();
    expect(sampleOnHost(tf.cast(x, 'int32'), rows, rows)).toBeUndefined();
    tf.grad((z) => {
      expect(sampleOnHost(z as tf.Tensor4D, rows, rows)).toBeUndefined();
      return tf.sum(z);
    })(x);
  });
});
