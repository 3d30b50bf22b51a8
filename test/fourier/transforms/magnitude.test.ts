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

  describe('over the whole range of float32', () => {
    // parts of every size, alike and unlike; the last ones have lost digits already
    const pairs = [3e38, 2e19, 1.5e19, 1.2e18, 1e9, 1, 1e-11, 1e-13, 3e-19, 1e-23, 2e-37, 3e-42]
      .flatMap((size) => [
        [0.75 * size, size],
        [-size, 0.6 * size],
        [size, 1e-3 * size],
        [0, -size],
      ])
      .map((pair) => pair.map(Math.fround) as [number, number]);
    const [re, im] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
    const spread = () => ({ real: tf.tensor1d(re), imag: tf.tensor1d(im) });

    /** How far values are from those in float64, beyond what one float32 step may be; flushed subnormals count as none. */
    async function worst(actual: tf.Tensor, expected: readonly number[]) {
      const values = await actual.data();
      const errors = expected.map((right, i) => {
        if (Math.abs(right) > 3.4028235e38) return values[i] === Infinity ? 0 : Infinity;
        const flushed = keepsSubnormals ? 1.5e-45 : 1.2e-38;
        const error = Math.abs((values[i] as number) - right);
        return error <= flushed ? 0 : error / Math.abs(right);
      });
      return Math.max(...errors);
    }

    // graphics cards, and what stands in for them, may take them for 0 in any step
    const keepsSubnormals = !tf.getBackend().startsWith('webg');

    it('have their values', async () => {
      const lengths = pairs.map(([a, b]) => Math.hypot(a, b));
      expect(await worst(magnitude(spread()), lengths)).toBeLessThan(4e-7);
      expect(await worst(logMagnitude(spread()), lengths.map(Math.log1p))).toBeLessThan(1e-6);
      const angles = pairs.map(([a, b]) => Math.atan2(b, a));
      if (keepsSubnormals) expect(await worst(phase(spread()), angles)).toBeLessThan(4e-7);
    });

    it('have their gradients, as differences in float64 have them', async () => {
      const functions = [
        [magnitude, Math.hypot],
        [logMagnitude, (a: number, b: number) => Math.log1p(Math.hypot(a, b))],
        [phase, (a: number, b: number) => Math.atan2(b, a)],
      ] as const;
      const isSeen = (part: number) => keepsSubnormals || part === 0 || Math.abs(part) > 1.2e-38;
      const kept = pairs.filter((pair) => pair.every(isSeen));
      for (const [f, exact] of functions) {
        const [real, imag] = [
          tf.tensor1d(kept.map(([a]) => a)),
          tf.tensor1d(kept.map(([, b]) => b)),
        ];
        const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => f({ real: a, imag: b }))([
          real,
          imag,
        ]);
        const expected = kept.map(([a, b]) => {
          const h = 1e-5 * Math.hypot(a, b);
          const along = (exact(a + h, b) - exact(a - h, b)) / (2 * h);
          return [along, (exact(a, b + h) - exact(a, b - h)) / (2 * h)] as const;
        });
        for (const axis of [0, 1] as const) {
          const actual = await (gradients[axis] as tf.Tensor).data();
          for (const [i, right] of expected.entries()) {
            const largest = Math.max(Math.abs(right[0]), Math.abs(right[1]));
            const isSubnormal = largest < 1.2e-38;
            const tolerance = isSubnormal ? 1.2e-38 : 1e-5 * largest;
            if (largest < 3.4e38) {
              const error = Math.abs((actual[i] as number) - right[axis]);
              expect(error, `${f.name} at ${kept[i]}`).toBeLessThanOrEqual(tolerance);
            }
          }
        }
      }
    });

    it('can be differentiated twice', async () => {
      // of the length, along the first part: b²/|X|³
      const slope = tf.grad((a: tf.Tensor) => magnitude({ real: a, imag: tf.onesLike(a) }));
      const curvature = tf.grad((a: tf.Tensor) => slope(a))(tf.tensor1d([0, 0.75]));
      await expectClose(curvature, [1, 1 / 1.25 ** 3], 1e-5);
      const turn = tf.grad((a: tf.Tensor) => phase({ real: a, imag: tf.onesLike(a) }));
      // of the angle: d/da (-b/(a² + b²)) = 2ab/(a² + b²)²
      await expectClose(
        tf.grad((a: tf.Tensor) => turn(a))(tf.tensor1d([0.75])),
        [1.5 / 1.5625 ** 2],
        1e-5,
      );
    });

    it('are empty where X is', async () => {
      const nothing = { real: tf.zeros([0, 3]), imag: tf.zeros([0, 3]) };
      for (const f of [magnitude, logMagnitude, phase]) expect(f(nothing).shape).toEqual([0, 3]);
    });
  });

  it('have the gradient 0 at 0, each of them', async () => {
    const zero = tf.zeros([2]);
    for (const f of [magnitude, logMagnitude, phase]) {
      const both = tf.grads((a: tf.Tensor, b: tf.Tensor) => f({ real: a, imag: b }))([zero, zero]);
      for (const one of both) await expectClose(one, [0, 0], 0);
    }
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
        new RegExp(`^${f.name}: X must be complex, \\{ real, imag \\}, but it is a tensor`),
      );
    }
  });
});
