import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColorMap,
  divergingColors,
  grayColors,
  heatmap,
  sequentialColors,
} from '../../src/visualization';
import { randomArray } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { wasmHeap } from '../helpers/wasmHeap';
import { naiveColor } from './naiveColor';

const tricolor: ColorMap = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];

const repeated = (color: ColorMap[number], times: number) => new Array(times).fill(color).flat();

describe('heatmap', () => {
  it('takes the map from its lower end at -largest over its middle at 0 to its upper end', async () => {
    const relevance = tf.tensor2d([-2, 0, 2, 1, -1, -0.5], [2, 3]);
    const expected = [0, 0, 1, 0, 1, 0, 1, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0.75, 0.25];
    await expectClose(heatmap(relevance, { colors: tricolor }), tf.tensor3d(expected, [2, 3, 3]));
  });

  it('shows where the largest magnitude is, whatever its sign', async () => {
    const image = heatmap(tf.tensor2d([-4, 2], [1, 2]), { colors: grayColors });
    await expectClose(image, [0, 0, 0, 0.75, 0.75, 0.75]);
  });

  it('goes from the least to the largest value when not symmetric', async () => {
    const image = heatmap(tf.tensor2d([3, 4, 7], [1, 3]), { colors: grayColors, symmetric: false });
    await expectClose(image, [0, 0, 0, 0.25, 0.25, 0.25, 1, 1, 1]);
  });

  it('sums channels', async () => {
    const relevance = tf.tensor3d([1, -3, 2, 2], [1, 2, 2]);
    await expectClose(heatmap(relevance, { colors: grayColors }), [
      ...repeated([0.25, 0.25, 0.25], 1),
      ...repeated([1, 1, 1], 1),
    ]);
  });

  it('scales each image on its own', async () => {
    const relevance = tf.tensor4d([1, -2, 100, 50], [2, 1, 2, 1]);
    for (const symmetric of [true, false]) {
      const image = heatmap(relevance, { symmetric });
      expect(image.shape).toEqual([2, 1, 2, 3]);
      const alone = tf.unstack(relevance).map((map) => heatmap(map as tf.Tensor3D, { symmetric }));
      await expectClose(image, tf.stack(alone), 0);
    }
  });

  it('raises the magnitude to gamma and keeps the sign', async () => {
    const relevance = tf.tensor2d([-1, -0.25, 0, 0.25, 1], [1, 5]);
    const greys = [0, 0.25, 0.5, 0.75, 1].flatMap((v) => [v, v, v]);
    await expectClose(heatmap(relevance, { gamma: 0.5, colors: grayColors }), greys);
    const positive = tf.tensor2d([0, 0.5, 1], [1, 3]);
    const squares = [0, 0.25, 1].flatMap((v) => [v, v, v]);
    await expectClose(
      heatmap(positive, { gamma: 2, colors: grayColors, symmetric: false }),
      squares,
    );
  });

  it('gives the middle colour to maps without contrast', async () => {
    const zero = tf.zeros<tf.Rank.R3>([2, 1, 3]);
    await expectClose(heatmap(zero), repeated(divergingColors[5]!, 2));
    await expectClose(heatmap(zero, { gamma: 0.5 }), repeated(divergingColors[5]!, 2));
    const middle = naiveColor(0.5, sequentialColors) as [number, number, number];
    await expectClose(heatmap(zero, { symmetric: false, gamma: 3 }), repeated(middle, 2));
    await expectClose(heatmap(tf.fill([1, 1], 7), { symmetric: false }), middle);
  });

  it('takes one pixel and very small and large values', async () => {
    await expectClose(heatmap(tf.tensor2d([5], [1, 1])), divergingColors[10]!);
    await expectClose(heatmap(tf.tensor3d([-1e-30], [1, 1, 1])), divergingColors[0]!);
    await expectClose(heatmap(tf.tensor2d([1e30, -5e29], [1, 2]), { colors: grayColors }), [
      ...repeated([1, 1, 1], 1),
      ...repeated([0.25, 0.25, 0.25], 1),
    ]);
  });

  it('reads whole numbers', async () => {
    const relevance = tf.tensor3d([1, 2, -1, 0], [2, 1, 2], 'int32');
    await expectClose(heatmap(relevance, { colors: grayColors }), [1, 1, 1, 1 / 3, 1 / 3, 1 / 3]);
  });

  it('lets NaN through, in its image only', async () => {
    const relevance = tf.tensor4d([Number.NaN, 1, 2, -1, 3, 2], [2, 3, 1, 1]);
    for (const symmetric of [true, false]) {
      for (const gamma of [1, 0.5]) {
        const values = await heatmap(relevance, { symmetric, gamma }).data();
        expect(Array.from(values, Number.isNaN)).toEqual([
          ...new Array(9).fill(true),
          ...new Array(9).fill(false),
        ]);
      }
    }
  });

  it('equals its definition, and does not depend on the scale of the relevance', async () => {
    const side = fc.integer({ min: 1, max: 5 });
    const gamma = fc.double({ min: 0.25, max: 4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(side, side, gamma, fc.nat(), async (h, w, gamma, seed) => {
        const x = Array.from(randomArray(h * w, seed));
        const largest = Math.max(...x.map(Math.abs));
        const positions = x.map((v) => (Math.sign(v) * (Math.abs(v) / largest) ** gamma + 1) / 2);
        const expected = positions.flatMap((t) => naiveColor(t, divergingColors));
        const relevance = tf.tensor2d(x, [h, w]);
        await expectClose(heatmap(relevance, { gamma }), expected, 5e-5);
        await expectClose(heatmap(tf.mul(relevance, 123), { gamma }), expected, 5e-5);
        const values = await heatmap(relevance, { gamma }).data();
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 8 },
    );
  });

  it('colours large pictures in parts of bounded memory', async () => {
    const [rows, columns] = [701, 1203];
    const before = wasmHeap();
    const values = randomArray(rows * columns, 5);
    const relevance = tf.tensor2d(values, [rows, columns]);
    const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    const expected = Array.from(values, (v) =>
      naiveColor((v / largest + 1) / 2, divergingColors),
    ).flat();
    const image = heatmap(relevance);
    expect(image.shape).toEqual([rows, columns, 3]);
    await expectClose(image, expected, 5e-5);
    // some pictures of three channels, not of eleven
    expect(wasmHeap() - before).toBeLessThan(2 ** 27);
    tf.dispose([relevance, image]);
  });

  it('leaves nothing behind', async () => {
    const relevance = tf.ones<tf.Rank.R4>([2, 3, 2, 2]);
    await expectNoLeak(() => heatmap(relevance, { gamma: 2 }), 1);
    await expectNoLeak(() => heatmap(relevance, { symmetric: false, gamma: 2 }), 1);
  });

  it('refuses bad ranks, options and disposed tensors', async () => {
    const x = tf.ones<tf.Rank.R2>([2, 2]);
    const line = tf.ones([2]);
    await expectRefusal(() => heatmap(line), /^heatmap: relevance must have rank 2 or 3 or 4/);
    for (const gamma of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expectRefusal(() => heatmap(x, { gamma }), /^heatmap: gamma must be a finite number/);
    }
    const one: ColorMap = [[0, 0, 0]];
    await expectRefusal(
      () => heatmap(x, { colors: one }),
      /^heatmap: colors must be an array of 2 to 1024 colours \[r, g, b\], .* but it is \[\[/,
    );
    const bytes: ColorMap = [[0, 0, 0], [255, 0, 0]]; // biome-ignore format: one line
    await expectRefusal(
      () => heatmap(x, { colors: bytes }),
      /^heatmap: colors must be an array .* but it is \[\[0, 0, 0\], \[255, 0, 0\]\]$/,
    );
    x.dispose();
    await expectRefusal(() => heatmap(x), /^heatmap: relevance is a disposed tensor/);
  });
});
