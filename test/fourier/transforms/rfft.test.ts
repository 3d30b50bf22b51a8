import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { irfft, rfft } from '../../../src/fourier/transforms/rfft';
import { randomArray, randomTensor } from '../../../support/random';
import fixture from '../../fixtures/rfft.json';
import { expectClose, expectComplexClose } from '../../helpers/expectClose';
import { complexOf, given } from '../../helpers/fixtureTensors';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveDft } from '../../helpers/naiveDft';
import { naiveHalfToReal } from '../../helpers/naiveLines';

const binsOf = (n: number) => Math.floor(n / 2) + 1;

describe('rfft', () => {
  it.each(fixture.rfft)('equals numpy: $shape, n = $n, axis $axis', async (stored) => {
    const y = rfft(tf.tensor(stored.x, stored.shape), given({ n: stored.n, axis: stored.axis }));
    expect(y.real.shape).toEqual(stored.y.shape);
    await expectComplexClose(y, stored.y, 1e-6);
  });

  it.each([1, 2, 3, 16, 31, 64, 65, 67, 90, 121, 134])(
    'equals the definition at length %i',
    async (n) => {
      const real = randomArray(n, n);
      const { real: re, imag: im } = naiveDft({ real }, n);
      const y = rfft(tf.tensor1d(real));
      await expectComplexClose(
        y,
        { real: re.slice(0, binsOf(n)), imag: im.slice(0, binsOf(n)) },
        3e-6,
      );
    },
  );

  it('has the gradient of the definition', async () => {
    const [n, used] = [9, 7];
    const w = { real: randomArray(5, 1), imag: randomArray(5, 2) };
    const dx = tf.grad((x: tf.Tensor) => {
      const y = rfft(x, { n });
      return tf.add(
        tf.sum(tf.mul(y.real, tf.tensor1d(w.real))),
        tf.sum(tf.mul(y.imag, tf.tensor1d(w.imag))),
      );
    })(randomTensor([used], 3));
    const back = naiveDft(w, n, true).real.slice(0, used);
    // the helper reads five bins as the first five of nine
    await expectClose(
      dx,
      back.map((v) => v * n),
      3e-6,
    );
  });

  it('leaves nothing behind, and refuses complex values', async () => {
    const x = randomTensor([3, 6]);
    await expectNoLeak(() => ({ ...rfft(x, { axis: 0 }) }), 2);
    await expectRefusal(
      () => rfft({ real: x, imag: x } as unknown as tf.Tensor),
      /^rfft: x must be real, but it is complex: use fft$/,
    );
    await expectRefusal(() => rfft(x, { axis: -3 }), /^rfft: axis of a tensor of rank 2 .* is -3$/);
    await expectRefusal(() => rfft(x, { n: 1.5 }), /^rfft: n must be an integer .* is 1.5$/);
    const scalar = tf.scalar(1);
    await expectRefusal(() => rfft(scalar), /^rfft: x must have rank 1 or more/);
  });
});

describe('irfft', () => {
  it.each(fixture.irfft)('equals numpy: $x.shape, n = $n, axis $axis', async (stored) => {
    const y = irfft(complexOf(stored.x), given({ n: stored.n, axis: stored.axis }));
    const axis = stored.axis < 0 ? stored.x.shape.length - 1 : stored.axis;
    const n = stored.n ?? 2 * (stored.x.shape[axis]! - 1);
    expect(y.shape).toEqual(stored.x.shape.map((size, i) => (i === axis ? n : size)));
    await expectClose(y, stored.y, 1e-6);
  });

  it('takes no notice of imaginary parts at 0 and n/2, but of all others', async () => {
    for (const n of [8, 66, 134]) {
      const m = binsOf(n);
      const real = randomTensor<tf.Rank.R1>([m], n);
      const imag = randomArray(m, n + 1);
      const with0 = irfft({ real, imag: tf.tensor1d(imag) });
      const ends = imag.map((v, k) => (k === 0 || k === m - 1 ? 100 : v));
      await expectClose(irfft({ real, imag: tf.tensor1d(ends) }), with0, 1e-5);
      // of an odd length, the last bin is none of the two
      const odd = irfft({ real, imag: tf.tensor1d(ends) }, { n: n + 1 });
      const host = { shape: [1, m, 1] as const, real: await real.data(), imag: ends };
      const t = { n: n + 1, keep: n + 1, inverse: true, scale: 1 / (n + 1) };
      await expectClose(odd, naiveHalfToReal(host, t), 3e-6);
    }
  });

  it('reads real bins as a spectrum without imaginary part', async () => {
    const X = randomTensor([3, 5], 4);
    await expectClose(irfft(X), irfft({ real: X, imag: tf.zerosLike(X) }), 0);
  });

  it('undoes rfft at every length, even and odd', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.nat(100), async (n, seed) => {
        const x = randomTensor([2, n], seed);
        await expectClose(irfft(rfft(x), { n }), x, 3e-6);
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    [5, 8],
    [5, 9],
    [3, 8],
    [7, 8],
    [36, 70],
    [36, 71],
    [20, 90],
  ])('has the gradient of the definition: %i bins, n = %i', async (bins, n) => {
    const w = randomArray(n, 5);
    const X = { real: randomTensor([bins], 6), imag: randomTensor([bins], 7) };
    const [dReal, dImag] = tf.grads((real: tf.Tensor, imag: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.mul(irfft({ real, imag }, { n }), tf.tensor1d(w))),
    )([X.real, X.imag]);
    // x_j = 1/n Σ_k m_k (Re X_k cos - Im X_k sin), with m = 1 at 0 and n/2, 2 between, 0 beyond
    const forward = naiveDft({ real: w }, n);
    const weight = (k: number) => (2 * k > n ? 0 : k === 0 || 2 * k === n ? 1 : 2) / n;
    const part = (values: number[]) =>
      Array.from({ length: bins }, (_, k) => weight(k) * (values[k] ?? 0));
    const imag = part(forward.imag).map((v, k) => (k === 0 || 2 * k === n ? 0 : v));
    await expectComplexClose(
      { real: dReal!, imag: dImag! },
      { real: part(forward.real), imag },
      3e-6,
    );
  });

  it('lets NaN through', async () => {
    const y = irfft(tf.tensor1d([1, Number.NaN, 1]));
    expect(Array.from(await y.data()).every(Number.isNaN)).toBe(true);
  });

  it('leaves nothing behind, and refuses what it cannot invert', async () => {
    const X = { real: randomTensor([2, 40]), imag: randomTensor([2, 40]) };
    await expectNoLeak(() => irfft(X), 1);
    await expectNoLeak(() => irfft(X, { n: 5 }), 1);
    const one = { real: tf.zeros([3, 1]), imag: tf.zeros([3, 1]) };
    await expectRefusal(
      () => irfft(one),
      /^irfft: n must be an integer from 1 to 4194304, but it is 0$/,
    );
    await expectRefusal(() => irfft(X, { axis: 2 }), /^irfft: axis of a tensor of rank 2/);
    await expectRefusal(
      () => irfft({ real: X.real, imag: one.imag }),
      /^irfft: real and imag must have one shape, but they have \[2,40\] and \[3,1\]$/,
    );
  });
});
