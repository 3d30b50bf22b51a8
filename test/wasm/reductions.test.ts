import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomArray } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

beforeAll(registerWasmKernels);

describe('sum and mean over leading axes', () => {
  it.each([[0], [0, 1], [0, 1, 2], [1], [2, 3], [0, 3]].map((axes) => ({ axes })))(
    'are the sums and means of columns: axes $axes',
    async ({ axes }) => {
      const shape = [4, 10, 9, 5];
      const values = randomArray(1800, 7);
      const kept = [0, 1, 2, 3].filter((a) => !axes.includes(a));
      const outShape = kept.map((a) => shape[a] as number);
      const sums = new Array<number>(tf.util.sizeFromShape(outShape)).fill(0);
      values.forEach((v, flat) => {
        const index = shape.map(
          (n, a) => Math.floor(flat / tf.util.sizeFromShape(shape.slice(a + 1))) % n,
        );
        const at = kept.reduce((s, a) => s * shape[a]! + index[a]!, 0);
        sums[at] = sums[at]! + v;
      });
      const x = tf.tensor(values, shape);
      const n = 1800 / sums.length;
      await expectClose(tf.sum(x, axes), tf.tensor(sums, outShape), 1e-4);
      await expectClose(
        tf.mean(x, axes),
        sums.map((s) => s / n),
        1e-4,
      );
      expect(tf.sum(x, axes, true).shape).toEqual(shape.map((s, a) => (axes.includes(a) ? 1 : s)));
      await expectNoLeak(() => tf.sum(x, axes), 1);
      await expectNoLeak(() => tf.mean(x, axes), 1);
    },
  );

  it.runIf(tf.getBackend() === 'wasm')('keep NaN and infinity', async () => {
    const values = new Float32Array(3000).fill(1);
    values.set([Number.NaN, Number.POSITIVE_INFINITY], 3);
    const x = tf.tensor(values, [600, 5]);
    const expected = [600, 600, 600, Number.NaN, Number.POSITIVE_INFINITY];
    expect(Array.from(await tf.sum(x, 0).data())).toEqual(expected);
    expect(Array.from(await tf.mean(x, 0).data())).toEqual(expected.map((v) => v / 600));
    await expectNoLeak(() => tf.sum(x, 0), 1);
  });
});
