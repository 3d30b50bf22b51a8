import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileAxis, tileFor } from '../../../src/fourier/convolution/axisTiling';
import { randomArray } from '../../../support/random';
import { naiveDft } from '../../helpers/naiveDft';

/** What a plan says to do, by naive transforms along one axis. */
function followPlan(x: Float32Array, kernel: Float32Array, plan: ReturnType<typeof tileAxis>) {
  const flipped = [...kernel].reverse();
  const K = naiveDft({ real: flipped }, plan.n);
  return plan.tiles.flatMap(({ from, used, at, first, keep }) => {
    const window = [...new Array<number>(at).fill(0), ...x.slice(from, from + used)];
    const X = naiveDft({ real: window }, plan.n);
    const product = {
      real: X.real.map((re, k) => re * K.real[k]! - X.imag[k]! * K.imag[k]!),
      imag: X.real.map((re, k) => re * K.imag[k]! + X.imag[k]! * K.real[k]!),
    };
    return naiveDft(product, plan.n, true).real.slice(first, first + keep);
  });
}

describe('planAxis', () => {
  it('has short transforms for tiles that lie far from all inputs', () => {
    const far = tileAxis(8, 3, [10_000, 10_000], 30);
    expect(far.n).toBeLessThan(40);
    expect(far.tiles.reduce((sum, { keep }) => sum + keep, 0)).toBe(20_006);
  });

  it('is followed by every answer of the definition, whatever margins and tiles', () => {
    const cases = fc.record({
      length: fc.integer({ min: 1, max: 20 }),
      span: fc.integer({ min: 1, max: 9 }),
      before: fc.integer({ min: -3, max: 12 }),
      after: fc.integer({ min: -3, max: 12 }),
      tile: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(cases, ({ length, span, before, after, tile }) => {
        const plan = tileAxis(length, span, [before, after], tile);
        fc.pre(plan.outputs > 0);
        const x = randomArray(length, 1);
        const kernel = randomArray(span, 2);
        const expected = Array.from({ length: plan.outputs }, (_, j) =>
          kernel.reduce((sum, tap, k) => sum + tap * (x[j + k - before] ?? 0), 0),
        );
        const answers = followPlan(x, kernel, plan);
        expect(answers).toHaveLength(plan.outputs);
        for (const [j, value] of answers.entries()) expect(value).toBeCloseTo(expected[j]!, 5);
        expect(plan.tiles.every(({ keep }) => keep <= (tile ?? plan.outputs))).toBe(true);
      }),
    );
  });

  it('needs H + r rows for a padded convolution, not H + k - 1', () => {
    expect(tileAxis(27, 7, [3, 3]).n).toBe(30);
    expect(tileAxis(28, 7, [3, 3]).n).toBe(32);
  });
});

describe('tileFor', () => {
  it('cuts large images only', () => {
    expect(tileFor(28, 7)).toBeUndefined();
    expect(tileFor(95, 3)).toBeUndefined();
    expect(tileFor(96, 7)).toBe(42);
    expect(tileFor(100, 31)).toBeUndefined();
  });
});
