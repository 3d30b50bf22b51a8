import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniformNoise } from '../../../src/preprocessing';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('uniformNoise', () => {
  it('gives the same numbers for a seed on every backend', async () => {
    const noise = uniformNoise(tf.zeros([2, 2]), { low: -1, high: 1, seed: 7 });
    await expectClose(noise, [-0.27080962, -0.98423803, -0.6247592, 0.013345344], 1e-7);
    const other = uniformNoise(tf.zeros([2, 2]), { low: -1, high: 1, seed: 8 });
    expect(await other.data()).not.toEqual(await noise.data());
  });

  it('draws anew without a seed, and not for seed 0', async () => {
    const draw = (seed?: number) =>
      uniformNoise(tf.zeros([8]), { low: 0, high: 1, ...(seed !== undefined && { seed }) }).data();
    expect(await draw()).not.toEqual(await draw());
    expect(await draw(0)).toEqual(await draw(0));
  });

  it('adds noise from low to high to each value', async () => {
    const bound = fc.double({ min: -5, max: 5, noNaN: true });
    await fc.assert(
      fc.asyncProperty(bound, bound, fc.nat(), async (a, b, seed) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const x = randomTensor([3, 1, 2], seed);
        const noise = await tf.sub(uniformNoise(x, { low, high, seed }), x).data();
        for (const value of noise) {
          expect(value).toBeGreaterThanOrEqual(low - 1e-6);
          expect(value).toBeLessThanOrEqual(high + 1e-6);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('fills the range evenly', async () => {
    const n = 20000;
    const noise = await uniformNoise(tf.zeros([n]), { low: 2, high: 6, seed: 1 }).data();
    const counts = [0, 0, 0, 0];
    for (const value of noise) counts[Math.floor(value) - 2]! += 1;
    for (const count of counts) expect(Math.abs(count / n - 0.25)).toBeLessThan(0.015);
  });

  it('keeps shape, makes float32, and shifts where low equals high', async () => {
    const x = tf.tensor4d([1, 2], [1, 2, 1, 1], 'int32');
    const shifted = uniformNoise(x, { low: 0.5, high: 0.5 });
    expect(shifted.dtype).toBe('float32');
    await expectClose(shifted, tf.tensor4d([1.5, 2.5], [1, 2, 1, 1]));
  });

  it('leaves nothing behind', async () => {
    const x = tf.zeros([2, 3]);
    await expectNoLeak(() => uniformNoise(x, { low: 0, high: 1 }), 1);
  });

  it('refuses impossible bounds, seeds and tensors', async () => {
    const x = tf.zeros([1]);
    const refuses = (low: number, high: number, seed: number, rule: RegExp) =>
      expectRefusal(() => uniformNoise(x, { low, high, seed }), rule);
    await refuses(1, 0, 1, /^uniformNoise: low must not exceed high, but they are 1 and 0$/);
    await refuses(
      Number.NaN,
      0,
      1,
      /^uniformNoise: low must be a number from -3.*e\+38 to 3.*e\+38, but it is NaN$/,
    );
    await refuses(
      0,
      Number.POSITIVE_INFINITY,
      1,
      /high must be a number from .* but it is Infinity$/,
    );
    await refuses(0, 1, Number.NaN, /seed must be a finite number, but it is NaN$/);
    x.dispose();
    await refuses(0, 1, 1, /^uniformNoise: x is a disposed tensor/);
  });
});
