import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fft, ifft } from '../../../src/fourier/transforms/fft';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose, expectComplexClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveDft } from '../../helpers/naiveDft';

/** Short, prime, even, odd; from 64 on composite, square, prime, and twice a prime. */
const lengths = [1, 2, 3, 4, 5, 7, 8, 12, 15, 28, 63, 64, 67, 90, 121, 134, 256];

describe('fft and ifft', () => {
  it.each(lengths)('equal the definition at length %i, real and complex', async (n) => {
    const [real, imag] = [randomArray(n, n), randomArray(n, n + 1)];
    const x = { real: tf.tensor1d(real), imag: tf.tensor1d(imag) };
    for (const [transform, inverse] of [
      [fft, false],
      [ifft, true],
    ] as const) {
      await expectComplexClose(transform(x), naiveDft({ real, imag }, n, inverse), 3e-6);
      await expectComplexClose(transform(x.real), naiveDft({ real }, n, inverse), 3e-6);
    }
  });

  it.each([
    [5, 8],
    [8, 5],
    [30, 100],
    [100, 30],
    [100, 72],
  ])('crops or pads %i values to n = %i', async (length, n) => {
    const [real, imag] = [randomArray(length, 1), randomArray(length, 2)];
    const y = fft({ real: tf.tensor1d(real), imag: tf.tensor1d(imag) }, { n });
    await expectComplexClose(y, naiveDft({ real, imag }, n), 3e-6);
  });

  it.each([0, 1, 2, -1, -2])('transforms along axis %i alone', async (axis) => {
    const shape: [number, number, number] = [3, 4, 66];
    const x = randomTensor<tf.Rank.R3>(shape, 3);
    const at = (axis + 3) % 3;
    const order = [0, 1, 2].filter((a) => a !== at).concat(at);
    const lastFirst = tf.transpose(x, order);
    const n = shape[at] as number;
    const lines = await lastFirst.data<'float32'>();
    const y = fft(x, { axis });
    for (const name of ['real', 'imag'] as const) {
      const expected: number[] = [];
      for (let i = 0; i < lines.length; i += n) {
        expected.push(...naiveDft({ real: lines.slice(i, i + n) }, n)[name]);
      }
      expect(y[name].shape).toEqual(shape);
      await expectClose(tf.transpose(y[name], order), expected, 3e-6);
    }
  });

  it('turns a shift into a phase and keeps the energy (Parseval)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.nat(100), async (n, seed) => {
        const real = randomArray(n, seed);
        const shifted = real.map((_, j) => real[(j + n - 1) % n] as number);
        const [x, y] = [fft(tf.tensor1d(real)), fft(tf.tensor1d(shifted))];
        const [xr, xi] = [await x.real.data<'float32'>(), await x.imag.data<'float32'>()];
        const energy = real.reduce((sum, v) => sum + v * v, 0);
        const spectral = xr.reduce((sum, v, k) => sum + v * v + (xi[k] as number) ** 2, 0) / n;
        expect(Math.abs(spectral - energy)).toBeLessThan(1e-4 * energy);
        const turned = Array.from(xr, (v, k) => {
          const angle = (-2 * Math.PI * k) / n;
          return v * Math.cos(angle) - (xi[k] as number) * Math.sin(angle);
        });
        await expectClose(y.real, turned, 1e-5);
      }),
      { numRuns: 10 },
    );
  });

  it.each([6, 70])('has the gradient of the definition at length %i', async (n) => {
    const used = n - 2;
    const w = { real: randomArray(n, 5), imag: randomArray(n, 6) };
    const [wr, wi] = [tf.tensor1d(w.real), tf.tensor1d(w.imag)];
    const weigh = (y: { real: tf.Tensor; imag: tf.Tensor }) =>
      tf.add<tf.Scalar>(tf.sum(tf.mul(y.real, wr)), tf.sum(tf.mul(y.imag, wi)));
    const real = randomTensor([used], 1);
    const imag = randomTensor([used], 2);
    const [dReal, dImag] = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      weigh(fft({ real: a, imag: b }, { n })),
    )([real, imag]);
    // d/da_j Σ_k wr Re X_k + wi Im X_k = Re Σ_k (wr + i wi) exp(+2πi jk/n), and its imaginary part for b
    const adjoint = naiveDft(w, n, true);
    await expectClose(
      dReal as tf.Tensor,
      adjoint.real.slice(0, used).map((v) => v * n),
      1e-5,
    );
    await expectClose(
      dImag as tf.Tensor,
      adjoint.imag.slice(0, used).map((v) => v * n),
      1e-5,
    );
    const dx = tf.grad((a: tf.Tensor) => weigh(fft(a, { n })))(real);
    await expectClose(
      dx,
      adjoint.real.slice(0, used).map((v) => v * n),
      1e-5,
    );
  });

  it('takes integers and lets NaN through', async () => {
    await expectClose(fft(tf.tensor1d([1, 2, 3], 'int32')).real, [6, -1.5, -1.5]);
    const spoiled = await fft(tf.tensor1d([1, Number.NaN, 3])).real.data();
    expect(Array.from(spoiled).every(Number.isNaN)).toBe(true);
  });

  it('gives what tf.tidy and tf.dispose take, of the rank of what it got', () => {
    const kept = tf.tidy(() => fft(tf.zeros<tf.Rank.R2>([2, 3])));
    const rank: tf.Tensor2D = kept.real;
    expect(rank.shape).toEqual([2, 3]);
    tf.dispose(kept);
    expect(kept.imag.isDisposed).toBe(true);
  });

  it('leaves nothing behind', async () => {
    const x = randomTensor([2, 70]);
    await expectNoLeak(() => ({ ...fft(x) }), 2);
    await expectNoLeak(() => ({ ...ifft({ real: x, imag: x }) }), 2);
  });

  it('takes long lines of a length that has no small factors', async () => {
    // a few values in many zeros: their sums by hand, in float64
    const n = 100_003;
    const x = new Float32Array(n);
    const taps = [3, 50_000, 99_999, n - 1];
    for (const [i, at] of taps.entries()) x[at] = i + 0.5;
    const { real, imag } = fft(tf.tensor1d(x));
    const [re, im] = [await real.data(), await imag.data()];
    for (const k of [0, 1, 17, 50_001, 77_777, n - 1]) {
      const angles = taps.map((at) => (-2 * Math.PI * ((at * k) % n)) / n);
      const sum = (f: (angle: number) => number) =>
        angles.reduce((total, angle, i) => total + (i + 0.5) * f(angle), 0);
      expect(Math.abs((re[k] as number) - sum(Math.cos))).toBeLessThan(1e-4);
      expect(Math.abs((im[k] as number) - sum(Math.sin))).toBeLessThan(1e-4);
    }
  });

  it('transforms nothing to nothing, or to the zeros of nothing', async () => {
    for (const [shape, options, result] of [
      [[0, 3], {}, [0, 3]],
      [[2, 0, 3], {}, [2, 0, 3]],
      [[2, 0], { n: 4 }, [2, 4]],
      [[0], { n: 2 }, [2]],
    ] as const) {
      for (const f of [fft, ifft]) {
        for (const dtype of ['float32', 'int32'] as const) {
          const x = tf.zeros([...shape], dtype);
          const { real, imag } = f(x, options);
          expect([real.shape, imag.shape]).toEqual([result, result]);
          await expectClose(real, new Array(real.size).fill(0), 0);
          expect(f({ real: x, imag: x }, options).imag.shape).toEqual(result);
        }
      }
    }
    const none = tf.zeros([2, 0]);
    await expectRefusal(() => fft(none), /^fft: n must be an integer from 1 .* is 0$/);
  });

  it('refuses lengths that would take all memory', async () => {
    const x = tf.zeros([100, 3]);
    await expectRefusal(() => fft(x, { n: 1e9 }), /^fft: n must be an integer from 1 to 4194304/);
    await expectRefusal(
      () => fft(x, { n: 2 ** 20 }),
      /^fft: a part of the result of shape \[100, 1048576\] would take 400 MiB, more than 256 MiB: /,
    );
  });

  it('refuses what are no options', async () => {
    const x = tf.zeros([2, 3]);
    for (const options of [null, 3, 'n', [4], x, new Map()]) {
      await expectRefusal(
        () => fft(x, options as never),
        /^fft: options must be an object, \{ name: value \}, but they are /,
      );
    }
    await expectRefusal(
      () => fft(x, { axes: 1 } as never),
      /^fft: unknown option 'axes'; did you mean 'axis'\?$/,
    );
  });

  it('refuses what it cannot transform', async () => {
    const x = tf.zeros([2, 3]);
    await expectRefusal(() => fft(x, { axis: 2 }), /^fft: axis of a tensor of rank 2 .* is 2$/);
    await expectRefusal(
      () => fft(x, { n: 0 }),
      /^fft: n must be an integer from 1 to 4194304, but it is 0/,
    );
    await expectRefusal(() => fft({} as tf.Tensor), /^fft: x must be a tensor/);
    await expectRefusal(
      () => ifft({ real: x, imag: x.shape as unknown as tf.Tensor }),
      /^ifft: x.imag must be a tensor/,
    );
    const gone = tf.zeros([3]);
    gone.dispose();
    await expectRefusal(() => fft(gone), /^fft: x is a disposed tensor of shape \[3\]/);
  });
});
