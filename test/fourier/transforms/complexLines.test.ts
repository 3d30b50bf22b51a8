import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { complexLines, halfToReal, realToHalf } from '../../../src/fourier/transforms/complexLines';
import type { Lines, LineTransform } from '../../../src/fourier/transforms/lineTransform';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose, expectComplexClose } from '../../helpers/expectClose';
import { naiveHalfToReal, naiveLines } from '../../helpers/naiveLines';

type Three = [number, number, number];

const binsOf = (n: number) => Math.floor(n / 2) + 1;

/** Places on either side, even and odd lengths; two times three lines. */
const transforms: LineTransform[] = [
  { n: 6, keep: 4, inverse: false, scale: 1 },
  { n: 5, keep: 3, inverse: true, scale: 0.5 },
  { n: 6, keep: 2, inverse: true, scale: 2, first: 1 },
  { n: 7, keep: 3, inverse: false, scale: 1, at: 2, first: 1 },
  { n: 8, keep: 3, inverse: false, scale: 1, at: 1 },
];

const shapeOf = (length: number): Three => [2, length, 3];

describe.each(transforms)('lines, %j', (t) => {
  const { n, keep, at = 0 } = t;
  const used = Math.min(n - at, 5);
  const bins = Math.min(binsOf(n) - at, 3);
  const half = { ...t, keep: Math.min(keep, binsOf(n) - (t.first ?? 0)) };

  it('complex lines are transformed and differentiated', async () => {
    const shape = shapeOf(used);
    const [re, im] = [randomArray(6 * used, 1), randomArray(6 * used, 2)];
    const y = complexLines({ real: tf.tensor3d(re, shape), imag: tf.tensor3d(im, shape) }, t);
    await expectComplexClose(y, naiveLines({ shape, real: re, imag: im }, t), 1e-6);
    const c = { real: randomTensor(y.real.shape, 3), imag: randomTensor(y.imag.shape, 4) };
    const dot = (...[real, imag]: tf.Tensor[]) => {
      const z = complexLines({ real, imag } as Lines, t);
      return tf.sum<tf.Scalar>(tf.add(tf.mul(z.real, c.real), tf.mul(z.imag, c.imag)));
    };
    const gradients = tf.grads(dot)([tf.tensor3d(re, shape), tf.tensor3d(im, shape)]);
    const zeros = new Float32Array(6 * used);
    const values = [...(await c.real.data()), ...(await c.imag.data())];
    const both = (z: { real: number[]; imag: number[] }) => [...z.real, ...z.imag];
    const expectedReal = transposedTimes(6 * used, values, (unit) =>
      both(naiveLines({ shape, real: unit, imag: zeros }, t)),
    );
    const expectedImag = transposedTimes(6 * used, values, (unit) =>
      both(naiveLines({ shape, real: zeros, imag: unit }, t)),
    );
    await expectClose(gradients[0] as tf.Tensor, expectedReal, 1e-5);
    await expectClose(gradients[1] as tf.Tensor, expectedImag, 1e-5);
  });

  it('real lines become half spectra, with gradients', async () => {
    const shape = shapeOf(used);
    const x = randomArray(6 * used, 5);
    const y = realToHalf(tf.tensor3d(x, shape), half);
    const forward = { ...half, inverse: false };
    await expectComplexClose(y, naiveLines({ shape, real: x }, forward), 1e-6);
    const c = { real: randomTensor(y.real.shape, 3), imag: randomTensor(y.imag.shape, 4) };
    const gradient = tf.grad((real) => {
      const z = realToHalf(real as tf.Tensor3D, half);
      return tf.add(tf.sum(tf.mul(z.real, c.real)), tf.sum(tf.mul(z.imag, c.imag)));
    })(tf.tensor3d(x, shape));
    const values = [...(await c.real.data()), ...(await c.imag.data())];
    const expected = transposedTimes(6 * used, values, (unit) => {
      const z = naiveLines({ shape, real: unit }, forward);
      return [...z.real, ...z.imag];
    });
    await expectClose(gradient, expected, 1e-5);
  });

  it('half spectra become real lines, with gradients', async () => {
    const shape = shapeOf(bins);
    const [re, im] = [randomArray(6 * bins, 6), randomArray(6 * bins, 7)];
    const y = halfToReal({ real: tf.tensor3d(re, shape), imag: tf.tensor3d(im, shape) }, t);
    await expectClose(y, naiveHalfToReal({ shape, real: re, imag: im }, t), 1e-6);
    const c = randomTensor(shapeOf(keep), 8);
    const gradients = tf.grads((...[real, imag]) =>
      tf.sum(tf.mul(halfToReal({ real, imag } as Lines, t), c)),
    )([tf.tensor3d(re, shape), tf.tensor3d(im, shape)]);
    const values = [...(await c.data())];
    const zeros = new Float32Array(6 * bins);
    const expectedReal = transposedTimes(6 * bins, values, (unit) =>
      naiveHalfToReal({ shape, real: unit, imag: zeros }, t),
    );
    const expectedImag = transposedTimes(6 * bins, values, (unit) =>
      naiveHalfToReal({ shape, real: zeros, imag: unit }, t),
    );
    await expectClose(gradients[0] as tf.Tensor, expectedReal, 1e-5);
    await expectClose(gradients[1] as tf.Tensor, expectedImag, 1e-5);
  });
});

/** Mᵀc for the matrix whose columns are the answers to unit vectors. */
function transposedTimes(
  size: number,
  c: readonly number[],
  answer: (unit: Float32Array) => number[],
): number[] {
  return Array.from({ length: size }, (_, i) => {
    const unit = new Float32Array(size);
    unit[i] = 1;
    return answer(unit).reduce((sum, value, k) => sum + value * c[k]!, 0);
  });
}
