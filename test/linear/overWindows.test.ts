import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { overWindows } from '../../src/linear/overWindows';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

const add = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D => tf.add(a, b);

describe('overWindows', () => {
  it('adds up every window, of each size', async () => {
    const [batch, rows, columns, channels] = [2, 23, 2, 3];
    const x = randomTensor<tf.Rank.R4>([batch, rows, columns, channels], 3);
    const values = await x.data();
    const inner = columns * channels;
    for (let size = 1; size <= rows; size++) {
      const outputs = rows - size + 1;
      const expected = Array.from({ length: batch * outputs * inner }, (_, i) => {
        const [b, p, k] = [
          Math.floor(i / (outputs * inner)),
          Math.floor(i / inner) % outputs,
          i % inner,
        ];
        let sum = 0;
        for (let t = 0; t < size; t++) sum += values[(b * rows + p + t) * inner + k]!;
        return sum;
      });
      const y = overWindows(x, size, add);
      expect(y.shape).toEqual([batch, outputs, columns, channels]);
      await expectClose(y, expected, 1e-6);
    }
  });

  it('combines from left to right', async () => {
    const digits = tf.tensor4d([1, 2, 3, 4, 5, 6, 7], [1, 7, 1, 1]);
    // of windows of one row or more: the first row of each, where the left one is what is kept
    const first = overWindows(digits, 5, (left) => tf.clone(left));
    await expectClose(first, [1, 2, 3], 0);
    const last = overWindows(digits, 6, (_, right) => tf.clone(right));
    await expectClose(last, [6, 7], 0);
  });

  it('leaves nothing behind in a tidy', async () => {
    const x = randomTensor<tf.Rank.R4>([1, 12, 1, 1], 3);
    await expectNoLeak(() => tf.tidy(() => overWindows(x, 7, add)), 1);
  });
});
