import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { matrixProduct } from './naive';

beforeAll(registerWasmKernels);

const flags = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

describe('matMul', () => {
  it.each([
    { batch: [], sizes: [5, 7, 3] },
    { batch: [], sizes: [300, 2, 3] },
    { batch: [], sizes: [2, 3, 300] },
    { batch: [1], sizes: [4, 1, 6] },
    { batch: [3], sizes: [4, 5, 6] },
    { batch: [2, 2], sizes: [48, 40, 44] },
  ] as const)('is the sum of products for all flags: $batch $sizes', async ({ batch, sizes }) => {
    const [m, k, n] = sizes;
    const matrices = batch.reduce<number>((a, b) => a * b, 1);
    const [a, b] = [randomArray(matrices * m * k, 1), randomArray(matrices * k * n, 2)];
    for (const [transposeA, transposeB] of flags) {
      const product = tf.matMul(
        tf.tensor(a, [...batch, ...(transposeA ? [k, m] : [m, k])]),
        tf.tensor(b, [...batch, ...(transposeB ? [n, k] : [k, n])]),
        transposeA,
        transposeB,
      );
      const expected = Array.from({ length: matrices }, (_, i) =>
        matrixProduct(
          a.subarray(i * m * k, (i + 1) * m * k),
          b.subarray(i * k * n, (i + 1) * k * n),
          sizes,
          [transposeA, transposeB],
        ),
      ).flat();
      expect(product.shape).toEqual([...batch, m, n]);
      await expectClose(product, expected, 1e-4);
    }
  });

  it('broadcasts one matrix over a batch', async () => {
    const [a, b] = [randomArray(2 * 12, 1), randomArray(20, 2)];
    const product = tf.matMul(tf.tensor(a, [2, 3, 4]), tf.tensor(b, [1, 5, 4]), false, true);
    const each = [0, 12].flatMap((at) =>
      matrixProduct(a.subarray(at, at + 12), b, [3, 4, 5], [false, true]),
    );
    await expectClose(product, each, 1e-4);
  });

  it('multiplies by a large new matrix, the first time and again', async () => {
    const [m, k, n] = [2, 2 ** 16, 2 ** 6] as const;
    const a = randomTensor<tf.Rank.R2>([m, k], 1);
    const ones = tf.ones<tf.Rank.R2>([k, n]);
    const sums = Array.from(randomArray(m * k, 1));
    const expected = [0, 1].flatMap((row) =>
      Array<number>(n).fill(sums.slice(row * k, (row + 1) * k).reduce((s, v) => s + v, 0)),
    );
    for (let i = 0; i < 2; i++) await expectClose(tf.matMul(a, ones), expected, 1e-4);
    tf.dispose([a, ones]);
  });

  it('rounds alike whatever was multiplied before', async () => {
    const [k, n] = [2 ** 17, 32] as const;
    const values = randomArray(k * n, 2);
    for (const m of [1, 2, 9]) {
      const a = randomTensor<tf.Rank.R2>([m, k], m);
      // new, met before, new again, as weights are in training
      const [first, second] = [tf.tensor2d(values, [k, n]), tf.tensor2d(values, [k, n])];
      const [one, again, other] = [tf.matMul(a, first), tf.matMul(a, first), tf.matMul(a, second)];
      const expected = Array.from(await one.data());
      expect(Array.from(await again.data())).toEqual(expected);
      expect(Array.from(await other.data())).toEqual(expected);
      tf.dispose([a, first, second, one, again, other]);
    }
  });

  it('is fused with a bias and an activation, for all flags', async () => {
    const [a, b, bias] = [randomArray(12, 1), randomArray(20, 2), randomArray(5, 3)];
    for (const [transposeA, transposeB] of flags) {
      const fused = tf.fused.matMul({
        a: tf.tensor2d(a, transposeA ? [4, 3] : [3, 4]),
        b: tf.tensor2d(b, transposeB ? [5, 4] : [4, 5]),
        transposeA,
        transposeB,
        bias: tf.tensor1d(bias),
        activation: 'relu',
      });
      const product = matrixProduct(a, b, [3, 4, 5], [transposeA, transposeB]);
      await expectClose(
        fused,
        product.map((v, i) => Math.max(0, v + bias[i % 5]!)),
        1e-4,
      );
    }
  });

  it.runIf(tf.getBackend() === 'wasm')('makes of NaN what it makes without flags', async () => {
    const [a, b] = [randomArray(35, 1), randomArray(77, 2)];
    a[3] = Number.NaN;
    const fused = { a: tf.tensor2d(a, [5, 7]), b: tf.tensor2d(b, [7, 11]) };
    const turned = { a: tf.transpose(fused.a), b: tf.transpose(fused.b) };
    for (const activation of ['linear', 'relu', 'relu6', 'elu'] as const) {
      const expected = Array.from(await tf.fused.matMul({ ...fused, activation }).data());
      const nothing = activation.startsWith('relu') ? 0 : Number.NaN;
      expect(expected.slice(0, 11), activation).toEqual(Array(11).fill(nothing));
      for (const [transposeA, transposeB] of flags) {
        const factors = {
          a: (transposeA ? turned : fused).a,
          b: (transposeB ? turned : fused).b,
        };
        const y = tf.fused.matMul({ ...factors, transposeA, transposeB, activation });
        expect(Array.from(await y.data())).toEqual(expected);
      }
    }
  });

  it('leaves no tensor behind', async () => {
    const a = randomTensor<tf.Rank.R3>([2, 44, 48]);
    for (const [ta, tb] of flags) {
      const b =
        ta === tb ? randomTensor<tf.Rank.R3>([2, 48, 44]) : randomTensor<tf.Rank.R3>([2, 44, 48]);
      await expectNoLeak(() => tf.matMul(a, b, ta, tb), 1);
      const [a0, b0] = [a, b].map((x) => tf.squeeze<tf.Tensor2D>(tf.slice(x, 0, 1), [0])) as [
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      const fused = { a: a0, b: b0, transposeA: ta, transposeB: tb };
      await expectNoLeak(() => tf.fused.matMul(fused), 1);
    }
  });
});
