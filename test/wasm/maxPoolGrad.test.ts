import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomArray } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

beforeAll(registerWasmKernels);

describe('the gradient of maxPool', () => {
  it.each([
    { pool: 2, stride: 2, pad: 'valid', before: 0 },
    { pool: 3, stride: 2, pad: 'same', before: 1 },
    { pool: 3, stride: 1, pad: 'same', before: 1 },
  ] as const)('goes to the largest value of each window: $pool $stride $pad', async (c) => {
    const size = 7;
    const out =
      c.pad === 'same' ? Math.ceil(size / c.stride) : Math.floor((size - c.pool) / c.stride) + 1;
    const values = randomArray(2 * size * size * 3, 4);
    const dy = randomArray(2 * out * out * 3, 5);
    const expected = new Array<number>(values.length).fill(0);
    dy.forEach((g, flat) => {
      const [n, p, q, ch] = [
        Math.floor(flat / (out * out * 3)),
        Math.floor(flat / (out * 3)) % out,
        Math.floor(flat / 3) % out,
        flat % 3,
      ];
      let best = -1;
      for (let i = 0; i < c.pool; i++)
        for (let j = 0; j < c.pool; j++) {
          const [y, x] = [p * c.stride - c.before + i, q * c.stride - c.before + j];
          if (y < 0 || x < 0 || y >= size || x >= size) continue;
          const at = ((n * size + y) * size + x) * 3 + ch;
          if (best < 0 || values[at]! > values[best]!) best = at;
        }
      expected[best] = expected[best]! + g;
    });
    const x = tf.tensor4d(values, [2, size, size, 3]);
    const grad = tf.grad((v) => tf.maxPool(v as tf.Tensor4D, c.pool, c.stride, c.pad));
    await expectClose(grad(x, tf.tensor4d(dy, [2, out, out, 3])), expected, 1e-5);
    await expectNoLeak(() => grad(x), 1);
  });

  it('goes to the first of equals, row by row', async () => {
    const gradient = (values: number[], shape: [number, number], dy: number[]) =>
      tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'valid'))(
        tf.tensor4d(values, [1, ...shape, 1]),
        tf.tensor4d(dy, [1, shape[0] - 1, shape[1] - 1, 1]),
      );
    await expectClose(
      gradient([7, 7, 7, 7, 7, 7, 7, 7, 7], [3, 3], [1, 2, 3, 4]),
      [1, 2, 0, 3, 4, 0, 0, 0, 0],
    );
    await expectClose(gradient([0, 5, 4, 5, 0, 5], [2, 3], [1, 2]), [0, 3, 0, 0, 0, 0]);
  });
});
