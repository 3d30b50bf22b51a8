import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Lines, LineTransform } from '../../../src/fourier/transforms/lineTransform';
import {
  hermitianWeights,
  matrixComplexLines,
  matrixHalfToReal,
  matrixRealToHalf,
  split,
} from '../../../src/fourier/transforms/matrixComplexLines';
import { randomArray } from '../../../support/random';
import { expectClose, expectComplexClose } from '../../helpers/expectClose';
import { naiveHalfToReal, naiveLines } from '../../helpers/naiveLines';

type Three = [number, number, number];

/** [n, values in use, values kept]: dense below 64, split above, dense for primes; pruned on both sides. */
const lengths: Three[] = [
  [1, 1, 1],
  [2, 2, 2],
  [3, 2, 1],
  [8, 5, 8],
  [15, 15, 4],
  [64, 64, 64],
  [64, 9, 5],
  [65, 65, 65],
  [65, 14, 40],
  [67, 67, 67],
  [67, 30, 11],
  [90, 90, 90],
  [90, 11, 90],
  [90, 41, 17],
  [121, 121, 121],
  [121, 100, 12],
  [134, 134, 134],
  [134, 3, 100],
];

/** A single line, neighbouring lines, one column, and both kinds together. */
const bundles: [number, number][] = [
  [1, 1],
  [3, 1],
  [1, 4],
  [2, 3],
];

const cases = lengths.flatMap(([n, used, keep], i) =>
  // every length in two arrangements, all four in turn
  [bundles[i % 4]!, bundles[(i + 2) % 4]!].map(
    ([outer, inner]) => [n, used, keep, outer, inner] as const,
  ),
);

function randomLines([outer, used, inner]: Three, seed = 1) {
  const [real, imag] = [
    randomArray(outer * used * inner, seed),
    randomArray(outer * used * inner, seed + 1),
  ];
  const shape: Three = [outer, used, inner];
  return {
    host: { shape, real, imag },
    real: tf.tensor3d(real, shape),
    imag: tf.tensor3d(imag, shape),
  };
}

const binsOf = (n: number) => Math.floor(n / 2) + 1;

describe.each(cases)('n = %i, %i used, %i kept, [%i, ·, %i]', (n, used, keep, outer, inner) => {
  it.each([false, true])('complex lines, inverse: %s', async (inverse) => {
    const x = randomLines([outer, used, inner]);
    const t: LineTransform = { n, keep, inverse, scale: inverse ? 1 / n : 0.5 };
    const y = matrixComplexLines(x, t);
    expect(y.real.shape).toEqual([outer, keep, inner]);
    await expectComplexClose(y, naiveLines(x.host, t), 3e-6);
  });

  it('real lines to half spectra', async () => {
    const x = randomLines([outer, used, inner], 3);
    const t: LineTransform = { n, keep: Math.min(keep, binsOf(n)), inverse: false, scale: 2 };
    const y = matrixRealToHalf(x.real, t);
    expect(y.real.shape).toEqual([outer, t.keep, inner]);
    const { shape, real } = x.host;
    await expectComplexClose(y, naiveLines({ shape, real }, t), 3e-6);
  });

  it('half spectra to real lines, whatever the imaginary parts at 0 and n/2', async () => {
    const x = randomLines([outer, Math.min(used, binsOf(n)), inner], 5);
    const t: LineTransform = { n, keep, inverse: true, scale: 1 / n };
    const y = matrixHalfToReal(x, t);
    expect(y.shape).toEqual([outer, keep, inner]);
    await expectClose(y, naiveHalfToReal(x.host, t), 3e-6);
  });
});

describe('gradients of the matrix products', () => {
  const sum = (...parts: tf.Tensor[]) => tf.addN(parts.map((part) => tf.sum(part))) as tf.Scalar;

  it.each([
    [9, 7, 9],
    [90, 40, 33],
    [121, 121, 20],
  ])('are the adjoint transforms at n = %i, %i used, %i kept', async (n, used, keep) => {
    const shape: Three = [2, used, 3];
    const x = randomLines(shape, 1);

    // the adjoint of the DFT is the DFT of the other sign; of real lines, its real part
    const w = randomLines([2, keep, 3], 7);
    const forward: LineTransform = { n, keep, inverse: false, scale: 2 };
    const back = naiveLines(w.host, { n, keep: used, inverse: true, scale: 2 });
    const [dReal, dImag] = tf.grads((real: tf.Tensor, imag: tf.Tensor) => {
      const y = matrixComplexLines({ real, imag } as Lines, forward);
      return sum(tf.mul(y.real, w.real), tf.mul(y.imag, w.imag));
    })([x.real, x.imag]);
    await expectComplexClose({ real: dReal!, imag: dImag! }, back, 5e-6);

    const half = Math.min(keep, binsOf(n));
    const wHalf = randomLines([2, half, 3], 9);
    const dx = tf.grad((real: tf.Tensor) => {
      const y = matrixRealToHalf(real as tf.Tensor3D, { ...forward, keep: half });
      return sum(tf.mul(y.real, wHalf.real), tf.mul(y.imag, wHalf.imag));
    })(x.real);
    const backHalf = naiveLines(wHalf.host, { n, keep: used, inverse: true, scale: 2 });
    await expectClose(dx, backHalf.real, 5e-6);
  });

  it.each([
    [9, 5, 9],
    [8, 5, 6],
    [90, 46, 90],
    [90, 20, 33],
    [121, 61, 20],
  ])(
    'of half spectra count inner bins twice at n = %i, %i used, %i kept',
    async (n, bins, keep) => {
      const x = randomLines([2, bins, 3], 2);
      const w = randomLines([2, keep, 3], 8);
      const [dReal, dImag] = tf.grads((real: tf.Tensor, imag: tf.Tensor) =>
        sum(
          tf.mul(
            matrixHalfToReal({ real, imag } as Lines, { n, keep, inverse: true, scale: 0.5 }),
            w.real,
          ),
        ),
      )([x.real, x.imag]);
      const { shape, real } = w.host;
      const forward = naiveLines({ shape, real }, { n, keep: bins, inverse: false, scale: 0.5 });
      const twice = (values: number[]) =>
        values.map((v, at) => {
          const k = Math.floor(at / 3) % bins;
          return k === 0 || 2 * k === n ? v : 2 * v;
        });
      await expectComplexClose(
        { real: dReal!, imag: dImag! },
        { real: twice(forward.real), imag: twice(forward.imag) },
        5e-6,
      );
    },
  );
});

describe('the parts', () => {
  it('splits from 64 on into the nearest two factors', () => {
    expect([63, 64, 65, 67, 90, 121, 134, 1024].map(split)).toEqual([
      [1, 63],
      [8, 8],
      [5, 13],
      [1, 67],
      [9, 10],
      [11, 11],
      [2, 67],
      [32, 32],
    ]);
  });

  it('counts the bins of a half spectrum', () => {
    expect(Array.from(hermitianWeights(1, 1))).toEqual([1]);
    expect(Array.from(hermitianWeights(2, 2))).toEqual([1, 1]);
    expect(Array.from(hermitianWeights(5, 3))).toEqual([1, 2, 2]);
    expect(Array.from(hermitianWeights(6, 4))).toEqual([1, 2, 2, 1]);
    expect(Array.from(hermitianWeights(6, 2))).toEqual([1, 2]);
  });

  it('lets NaN through', async () => {
    const x = tf.tensor3d([Number.NaN, ...new Array<number>(69).fill(1)], [1, 70, 1]);
    const y = matrixRealToHalf(x, { n: 70, keep: 36, inverse: false, scale: 1 });
    expect(Array.from(await y.real.data()).every(Number.isNaN)).toBe(true);
    const z = matrixHalfToReal(y, { n: 70, keep: 70, inverse: true, scale: 1 });
    expect(Array.from(await z.data()).every(Number.isNaN)).toBe(true);
  });
});
