import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { complexAt } from '../../../src/fourier/transforms/complexAt';
import { rfft } from '../../../src/fourier/transforms/rfft';
import type { ComplexTensor } from '../../../src/internal/complexTensor';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const X = () => ({
  real: tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3]),
  imag: tf.tensor3d([-1, -2, -3, -4, -5, -6], [1, 2, 3]),
});

describe('complexAt', () => {
  it('reads one bin as a complex.js number', async () => {
    const value = await complexAt(X(), [0, 1, 0]);
    expect([value.re, value.im]).toEqual([4, -4]);
    expect(value.mul(value).re).toBe(0);
    expect((await complexAt(X(), [0, 0, 2])).toString()).toBe('3 - 3i');
  });

  it('gives the angle of a shifted cosine', async () => {
    const x = tf.tensor1d(
      Array.from({ length: 12 }, (_, j) => Math.cos((2 * Math.PI * 2 * j) / 12 + 0.5)),
    );
    const bin = await complexAt(rfft(x), [2]);
    expect(bin.abs()).toBeCloseTo(6, 5);
    expect(bin.arg()).toBeCloseTo(0.5, 5);
  });

  it('leaves nothing behind, and refuses other indices and NaN', async () => {
    const spectrum = X();
    await expectNoLeak(() => complexAt(spectrum, [0, 0, 0]).then(() => undefined));
    await expectRefusal(
      () => complexAt(spectrum, [0, 1]),
      /^complexAt: indices must be an array of length 3 .*, but it is \[0, 1\]$/,
    );
    await expectRefusal(
      () => complexAt(spectrum, [0, 2, 0]),
      /^complexAt: index of axis 1 must be an integer from 0 to 1, but it is 2$/,
    );
    await expectRefusal(() => complexAt(spectrum, [0, 0, -1]), /index of axis 2 .* it is -1$/);
    const spoiled = { real: tf.tensor1d([1, Number.NaN]), imag: tf.tensor1d([1, 1]) };
    await expectRefusal(() => complexAt(spoiled, [1]), /^complexAt: the value at \[1\] is NaN$/);
    expect((await complexAt(spoiled, [0])).re).toBe(1);
    const infinite = { real: tf.tensor1d([Infinity]), imag: tf.tensor1d([-Infinity]) };
    expect((await complexAt(infinite, [0])).im).toBe(Number.NEGATIVE_INFINITY);
    await expectRefusal(
      () => complexAt(spectrum.real as unknown as ComplexTensor, [0, 0, 0]),
      /^complexAt: X must be complex, \{ real, imag \}, but it is a tensor of shape \[1,2,3\]$/,
    );
  });
});
