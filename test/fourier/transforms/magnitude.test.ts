import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { logMagnitude, magnitude, phase } from '../../../src/fourier/transforms/magnitude';
import type { ComplexTensor } from '../../../src/internal/complexTensor';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const X = () => ({
  real: tf.tensor2d([3, -3, 0, 0, -5, 1], [2, 3]),
  imag: tf.tensor2d([4, -4, 2, 0, 0, -1], [2, 3]),
});

describe('magnitude, logMagnitude and phase', () => {
  it('are the absolute value, its logarithm and the angle', async () => {
    expect(magnitude(X()).shape).toEqual([2, 3]);
    const absolute = [5, 5, 2, 0, 5, Math.SQRT2];
    await expectClose(magnitude(X()), absolute, 1e-6);
    await expectClose(logMagnitude(X()), absolute.map(Math.log1p), 1e-6);
    const angles = [Math.atan2(4, 3), Math.atan2(-4, -3), Math.PI / 2, 0, Math.PI, -Math.PI / 4];
    await expectClose(phase(X()), angles, 1e-5);
  });

  it('keep small magnitudes apart from zero in the logarithm', async () => {
    const small = { real: tf.tensor1d([3e-5]), imag: tf.tensor1d([4e-5]) };
    await expectClose(logMagnitude(small), [Math.log1p(5e-5)], 1e-2);
  });

  it('take integers, whose root is not one', async () => {
    const counts = { real: tf.tensor1d([1, -1], 'int32'), imag: tf.tensor1d([2, 0], 'int32') };
    await expectClose(magnitude(counts), [Math.sqrt(5), 1], 1e-6);
    await expectClose(logMagnitude(counts), [Math.log1p(Math.sqrt(5)), Math.log(2)], 1e-6);
    await expectClose(phase(counts), [Math.atan2(2, 1), Math.PI], 1e-5);
  });

  it('have the gradient of the absolute value, 0 at 0', async () => {
    const { real, imag } = X();
    const [dRe, dIm] = tf.grads((re: tf.Tensor, im: tf.Tensor) =>
      tf.sum(magnitude({ real: re, imag: im })),
    )([real, imag]);
    const half = Math.SQRT1_2;
    await expectClose(dRe as tf.Tensor, [0.6, -0.6, 0, 0, -1, half], 1e-6);
    await expectClose(dIm as tf.Tensor, [0.8, -0.8, 1, 0, 0, -half], 1e-6);
  });

  it('let NaN through', async () => {
    const spoiled = { real: tf.tensor1d([Number.NaN, 1]), imag: tf.tensor1d([1, 1]) };
    for (const f of [magnitude, logMagnitude, phase]) {
      const [first, second] = await f(spoiled).data();
      expect(first).toBeNaN();
      expect(second).not.toBeNaN();
    }
  });

  it('leave nothing behind, and refuse what is no spectrum', async () => {
    const spectrum = X();
    const other = { real: spectrum.real, imag: tf.zeros([3, 2]) };
    for (const f of [magnitude, logMagnitude, phase]) {
      await expectNoLeak(() => f(spectrum), 1);
      await expectRefusal(
        () => f(other),
        new RegExp(
          `^${f.name}: real and imag must have one shape, but they have \\[2,3\\] and \\[3,2\\]`,
        ),
      );
      await expectRefusal(
        () => f(spectrum.real as unknown as ComplexTensor),
        new RegExp(`^${f.name}: X must be complex, \\{ real, imag \\}, but it is a real tensor`),
      );
    }
  });
});
