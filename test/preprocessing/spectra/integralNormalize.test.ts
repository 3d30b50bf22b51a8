import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IntegralNormalizeOptions, integralNormalize } from '../../../src/preprocessing';
import { randomArray } from '../../../support/random';
import fixture from '../../fixtures/spectra.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { asSpectra, spectraOf } from '../../helpers/spectra';

describe('integralNormalize', () => {
  it.each(fixture.cases)('equals numpy: $name', async (expected) => {
    const { shape, wavenumbers, min: low, max: high } = expected;
    const x = spectraOf(expected.x, shape);
    const normalised = integralNormalize(x, wavenumbers, { low, high });
    expect(normalised.shape).toEqual(shape);
    await expectClose(normalised, expected.integral, 1e-6);
    const sums = integralNormalize(x, wavenumbers, { low, high, plainSum: true });
    await expectClose(sums, expected.sum, 1e-6);
  });

  it('takes the document band from 1630 to 1690, both included', async () => {
    const wavenumbers = Float32Array.of(1628, 1630, 1660, 1690, 1692);
    const x = tf.tensor1d([100, 1, 2, 3, 100]);
    const expected = (divisor: number) => [100, 1, 2, 3, 100].map((value) => value / divisor);
    await expectClose(integralNormalize(x, wavenumbers), expected(120), 1e-6);
    await expectClose(integralNormalize(x, wavenumbers, { plainSum: true }), expected(6), 1e-6);
    await expectClose(integralNormalize(x, wavenumbers, { high: 1660 }), expected(45), 1e-6);
    await expectClose(
      integralNormalize(x, wavenumbers, { low: 1660, high: Number.POSITIVE_INFINITY }),
      expected(75 + 103),
      1e-6,
    );
  });

  it('has the same divisor whichever way the wavenumbers run', async () => {
    const steps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (steps, seed) => {
        let at = 1630;
        const wavenumbers = steps.map((step) => {
          at += step;
          return at;
        });
        const values = randomArray(steps.length, seed).map((value) => value + 1.1);
        let area = 0;
        for (let i = 1; i < values.length; i++) {
          area += ((values[i - 1]! + values[i]!) / 2) * steps[i]!;
        }
        const options = { low: 1630, high: at };
        const rising = integralNormalize(tf.tensor1d(values), wavenumbers, options);
        await expectClose(
          rising,
          values.map((value) => value / area),
          1e-6,
        );
        const falling = integralNormalize(
          tf.tensor1d(values.toReversed()),
          wavenumbers.toReversed(),
          options,
        );
        await expectClose(tf.reverse(falling), rising, 1e-6);
      }),
      { numRuns: 15 },
    );
  });

  it('returns spectra whose integral is 0 as they are, and keeps negative divisors', async () => {
    const x = tf.tensor2d([
      [1, 0, -1],
      [-1, -1, -1],
      [0, 0, 0],
    ]);
    const wavenumbers = [1640, 1650, 1660];
    const expected = [1, 0, -1, 0.05, 0.05, 0.05, 0, 0, 0];
    await expectClose(integralNormalize(x, wavenumbers), expected, 1e-6);
    const sums = integralNormalize(x, wavenumbers, { plainSum: true });
    await expectClose(sums, [1, 0, -1, 1 / 3, 1 / 3, 1 / 3, 0, 0, 0], 1e-6);
  });

  it('reads nothing but the window', async () => {
    const x = tf.tensor1d([Number.NaN, 1, 3]);
    const normalised = await integralNormalize(x, [1600, 1640, 1650]).data();
    await expectClose(normalised.slice(1), [0.05, 0.15], 1e-6);
  });

  it('reads integers and returns float32', async () => {
    const x = tf.tensor1d([1, 3], 'int32');
    const normalised = integralNormalize(x, [1640, 1650]);
    expect(normalised.dtype).toBe('float32');
    await expectClose(normalised, [0.05, 0.15], 1e-6);
  });

  it('leaves nothing behind', async () => {
    const x = spectraOf(randomArray(12), [2, 3, 2]);
    await expectNoLeak(() => integralNormalize(x, [1630, 1640, 1650]), 1);
  });

  it('refuses windows with too few points, with the numbers', async () => {
    const x = tf.ones<tf.Rank.R2>([2, 4]);
    const wavenumbers = [400, 1000, 1640, 1790];
    const refuses = (options: IntegralNormalizeOptions, rule: string) =>
      expectRefusal(
        () => integralNormalize(x, wavenumbers, options),
        new RegExp(`^integralNormalize: ${rule}$`),
      );
    await refuses(
      {},
      'the window from 1630 to 1690 must hold at least 2 wavenumbers, but it holds 1 of the 4 from 400 to 1790',
    );
    await refuses(
      { low: 1700, high: 1750, plainSum: true },
      'the window from 1700 to 1750 must hold at least 1 wavenumbers, but it holds 0 of the 4 from 400 to 1790',
    );
    await refuses(
      { low: 1690, high: 1630 },
      'low must not exceed high, but they are 1690 and 1630',
    );
    await refuses({ low: Number.NaN }, 'low must be a number, but it is NaN');
    await expectClose(integralNormalize(x, wavenumbers, { plainSum: true }), x, 0);
  });

  it('takes a single point, where the sum is plain', async () => {
    const x = tf.tensor2d([[3], [-8]]);
    await expectClose(integralNormalize(x, [1650], { plainSum: true }), [1, 1], 1e-6);
    const rule = /must hold at least 2 wavenumbers, but it holds 1 of the 1 from 1650 to 1650$/;
    await expectRefusal(() => integralNormalize(x, [1650]), rule);
  });

  it('refuses wavenumbers that are no axis of the spectra', async () => {
    const x = tf.ones<tf.Rank.R3>([2, 3, 4]);
    const refuses = (wavenumbers: number[], rule: RegExp) =>
      expectRefusal(() => integralNormalize(x, wavenumbers), rule);
    await refuses(
      [1, 2, 3, 4],
      /^integralNormalize: wavenumbers must be one a point, but for x of shape \[2,3,4\] they are 4$/,
    );
    await refuses(
      [1640, 1650, 1645],
      /^integralNormalize: wavenumbers must rise or fall throughout, but wavenumbers\[2\] = 1645 comes after 1650$/,
    );
    await refuses([1640, 1640, 1650], /wavenumbers\[1\] = 1640 comes after 1640$/);
    await refuses([1650, 1640, 1640], /wavenumbers\[2\] = 1640 comes after 1640$/);
    await refuses(
      [1640, Number.NaN, 1650],
      /^integralNormalize: wavenumbers\[1\] must be a finite number, but it is NaN$/,
    );
    for (const wrong of [true, '', '1640', null, [1640], 1640n, Symbol('1640')]) {
      await refuses([1630, wrong as never, 1650], /wavenumbers\[1\] must be a finite number, but/);
    }
    await refuses(undefined as unknown as number[], /must be an array, but it is undefined$/);
    const scalar = asSpectra(tf.scalar(1));
    await expectRefusal(
      () => integralNormalize(scalar, []),
      /^integralNormalize: x must have rank 1 or 2 or 3/,
    );
  });
});
