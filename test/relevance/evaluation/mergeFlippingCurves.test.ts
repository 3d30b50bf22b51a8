import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { FlippingCurve } from '../../../src/relevance/evaluation/flippingCurve';
import { frequencyInsertion } from '../../../src/relevance/evaluation/frequencyFlipping';
import { mergeFlippingCurves } from '../../../src/relevance/evaluation/mergeFlippingCurves';
import { pixelFlipping } from '../../../src/relevance/evaluation/pixelFlipping';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';

/** y of two classes, of no map alike. */
const f = (x: tf.Tensor) => {
  const sums = tf.sum(tf.square(x), [1, 2, 3]);
  return tf.stack([sums, tf.neg(tf.sum(x, [1, 2, 3]))], 1);
};

const methods = {
  pixelFlipping: (x: tf.Tensor) => pixelFlipping(f, x, x, { steps: 5 }),
  frequencyInsertion: (x: tf.Tensor) => frequencyInsertion(f, x, 'highestFirst', { steps: 3 }),
};

describe('mergeFlippingCurves', () => {
  it.each(Object.entries(methods))('makes of parts the curve of all, by %s', async (_, curveOf) => {
    const x = randomTensor<tf.Rank.R4>([7, 5, 3, 1], 6);
    const whole = await curveOf(x);
    expect(whole.count).toBe(7);
    for (const cuts of [
      [0, 1, 7],
      [0, 2, 3, 7],
      [0, 1, 2, 3, 4, 5, 6, 7],
    ]) {
      const parts: FlippingCurve[] = [];
      for (const [i, first] of cuts.slice(0, -1).entries())
        parts.push(
          await curveOf(tf.slice(x, [first, 0, 0, 0], [cuts[i + 1]! - first, -1, -1, -1])),
        );
      expect(parts.map(({ count }) => count)).toEqual(
        cuts.slice(1).map((end, i) => end - cuts[i]!),
      );
      for (const list of [parts, parts.toReversed()]) {
        const { curve, area, count } = mergeFlippingCurves(...list);
        expect(count).toBe(7);
        await expectClose(curve, whole.curve, 1e-6);
        await expectClose([area], [whole.area], 1e-6);
      }
    }
  });

  const curve = { curve: [4, 2, 1], area: 2.25, count: 1 };

  it('weighs by the samples, and takes the area under the merged curve', () => {
    const other = { curve: [0, 1, 3], area: 1.25, count: 3 };
    expect(mergeFlippingCurves(curve, other)).toEqual({
      ...{ curve: [1, 1.25, 2.5], area: (0.5 + 1.25 + 1.25) / 2, count: 4 },
    });
  });

  it('shares nothing with what it was given', () => {
    const own = structuredClone(curve);
    const merged = mergeFlippingCurves(own);
    own.curve[0] = 9;
    expect(merged).toEqual(curve);
  });

  it.each([
    [[], 'at least one curve is needed, but there is none'],
    [
      [curve, { ...curve, curve: [1, 2] }],
      'all curves must have as many points, but curve 0 has 3 and curve 1 has 2',
    ],
    [[curve, [4, 2, 1]], 'curve 1 must be an object, but it is \\[4, 2, 1\\]'],
    [[{ ...curve, curve: [4, Number.NaN, 1] }], 'curve of curve 0 must be .* finite number'],
    [[{ ...curve, curve: [4] }], 'curve of curve 0 must be an array of length 2 to 10001'],
    [[{ ...curve, area: Number.NaN }], 'area of curve 0 must be a finite number, but it is NaN'],
    [[{ ...curve, count: 1.5 }], 'count of curve 0 must be an integer of at least 1'],
    // of a release that did not count
    [[{ curve: [4, 2, 1], area: 2.25 }], 'count of curve 0 must be .* but it is undefined'],
  ])('refuses %o', (curves, message) => {
    expect(() => mergeFlippingCurves(...(curves as FlippingCurve[]))).toThrow(
      new RegExp(`^mergeFlippingCurves: ${message}`),
    );
  });
});
