import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { toFloat } from '../../src/internal/toFloat';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

describe('toFloat', () => {
  it('gives integers and booleans that can be transposed', async () => {
    const counts = Array.from({ length: 24 }, (_, i) => (i % 5) - 2);
    const x = tf.tensor3d(counts, [2, 3, 4], 'int32');
    const y = tf.transpose(toFloat(x), [0, 2, 1]);
    const expected = counts.map((_, at) => {
      const [i, j, k] = [Math.floor(at / 12), Math.floor((at % 12) / 3), at % 3];
      return counts[12 * i + 4 * k + j] as number;
    });
    expect(y.dtype).toBe('float32');
    await expectClose(y, expected, 0);
    const flags = tf.tensor3d([1, 0, 0, 1, 1, 0], [1, 3, 2], 'bool');
    await expectClose(tf.transpose(toFloat(flags), [0, 2, 1]), [1, 0, 1, 0, 1, 0], 0);
  });

  it('passes float32 on as it is, and leaves nothing behind', async () => {
    const x = tf.tensor1d([0.5, -1]);
    expect(toFloat(x)).toBe(x);
    const counts = tf.tensor1d([1, 2], 'int32');
    await expectNoLeak(() => toFloat(counts), 1);
  });
});
