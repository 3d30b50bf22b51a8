import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardNormalVariate } from '../../../src/preprocessing';
import { randomArray } from '../../../support/random';
import fixture from '../../fixtures/spectra.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { asSpectra, spectraOf } from '../../helpers/spectra';

/** By its definition in float64, for one spectrum. */
function naive(x: Float32Array): number[] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return Array.from(x, (value) => (value - mean) / Math.sqrt(variance));
}

describe('standardNormalVariate', () => {
  it.each(fixture.cases)('equals numpy: $name', async ({ x, shape, snv }) => {
    const normalised = standardNormalVariate(spectraOf(x, shape));
    expect(normalised.shape).toEqual(shape);
    await expectClose(normalised, snv, 2e-6);
  });

  it('keeps its digits where the offset is millions of steps', async () => {
    const { x, shape, snv } = fixture.offset;
    await expectClose(standardNormalVariate(spectraOf(x, shape)), snv, 1e-6);
  });

  it('returns constant spectra exactly as they are, whatever their mean is rounded to', async () => {
    const values = fc.float({ noNaN: true, min: Math.fround(-1e30), max: Math.fround(1e30) });
    // graphics processors may round numbers below this one to 0
    const normal = values.filter((value) => Math.abs(value) > 2e-38);
    await fc.assert(
      fc.asyncProperty(normal, fc.integer({ min: 1, max: 700 }), async (value, length) => {
        const x = new Float32Array(length).fill(value);
        expect(await standardNormalVariate(tf.tensor1d(x)).data()).toEqual(x);
      }),
      { numRuns: 12, examples: [[Math.fround(0.1), 696]] },
    );
  });

  it('tells constant spectra from others beside them, sample by channel', async () => {
    const x = tf.tensor3d([0.1, 1, 0.1, 3, 5, 0, 5, 0, 2, -7, 4, -7], [3, 2, 2]);
    const expected = [0.1, -1, 0.1, 1, 5, 0, 5, 0, -1, -7, 1, -7];
    await expectClose(standardNormalVariate(x), expected, 1e-6);
  });

  it('does not take the smallest difference for a constant', async () => {
    const next = 1 + 2 ** -23;
    await expectClose(standardNormalVariate(tf.tensor1d([1, next])), [-1, 1], 1e-6);
  });

  it('reads integers and returns float32', async () => {
    const normalised = standardNormalVariate(tf.tensor1d([3, 5], 'int32'));
    expect(normalised.dtype).toBe('float32');
    await expectClose(normalised, [-1, 1], 1e-6);
  });

  it('has the gradient (w - mean(w) - y·mean(wy)) / σ, and that of the identity at constants', async () => {
    const [x, w] = [randomArray(8, 2), randomArray(8, 3)];
    const y = naive(x);
    const sigma = (x[1]! - x[0]!) / (y[1]! - y[0]!);
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / 8;
    const along = mean(y.map((value, i) => value * w[i]!));
    const expected = y.map((value, i) => (w[i]! - mean(w) - value * along) / sigma);
    const f = (x: tf.Tensor) => tf.sum(tf.mul(standardNormalVariate(asSpectra(x)), tf.tensor1d(w)));
    await expectClose(tf.grad(f)(tf.tensor1d(x)), expected);
    await expectClose(tf.grad(f)(tf.fill([8], 0.1)), w, 1e-6);
  });

  it('leaves nothing behind', async () => {
    const x = spectraOf(randomArray(12), [2, 3, 2]);
    await expectNoLeak(() => standardNormalVariate(x), 1);
  });

  it('refuses other ranks and empty tensors', async () => {
    const refuses = (x: tf.Tensor, rule: RegExp) =>
      expectRefusal(() => standardNormalVariate(asSpectra(x)), rule);
    await refuses(tf.scalar(1), /^standardNormalVariate: x must have rank 1 or 2 or 3/);
    await refuses(
      tf.zeros([0]),
      /^standardNormalVariate: x must hold at least one value, .*\[0\]$/,
    );
  });
});
