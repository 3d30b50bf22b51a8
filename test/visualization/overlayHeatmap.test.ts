import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColorMap,
  divergingColors,
  grayColors,
  heatmap,
  overlayHeatmap,
} from '../../src/visualization';
import { randomArray } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveColor } from './naiveColor';

const tricolor: ColorMap = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];

describe('overlay', () => {
  it('covers the grey input the more, the larger the relevance is', async () => {
    const x = tf.tensor3d([2, 4, 6, 4], [1, 4, 1]);
    const relevance = tf.tensor3d([0, 4, -2, -4], [1, 4, 1]);
    // greys 0, 1/2, 1, 1/2; covered to 0, 1, 1/2, 1 by -, red, [0, 1/2, 1/2], blue
    const expected = [0, 0, 0, 1, 0, 0, 0.5, 0.75, 0.75, 0, 0, 1];
    const image = overlayHeatmap(x, relevance, { opacity: 1, colors: tricolor });
    await expectClose(image, tf.tensor3d(expected, [1, 4, 3]));
  });

  it('takes opacity and gamma', async () => {
    const x = tf.tensor3d([0, 1], [1, 2, 1]);
    const relevance = tf.tensor3d([4, 1], [1, 2, 1]);
    const image = overlayHeatmap(x, relevance, { opacity: 0.5, gamma: 0.5, colors: tricolor });
    // 1 and 1/4 become 1 and 1/2, which cover to 1/2 and 1/4 by red and [1/2, 1/2, 0]
    await expectClose(image, [0.5, 0, 0, 0.875, 0.875, 0.75]);
  });

  it('adds up the channels of either, which may differ in number', async () => {
    const x = tf.tensor3d([1, 2, 3, 0, 0, 0, 4, 4, 4], [3, 1, 3]);
    const greys = [0.5, 0.5, 0.5, 0, 0, 0, 1, 1, 1];
    await expectClose(overlayHeatmap(x, tf.zeros([3, 1, 1])), greys);
    const cancelled = tf.tensor3d([1, -1, 2, -2, 3, -3], [3, 1, 2]);
    await expectClose(overlayHeatmap(x, cancelled), greys);
  });

  it('shows the input alone where the map is zero or opacity is', async () => {
    const x = tf.tensor4d(randomArray(24), [2, 3, 4, 1]);
    const input = heatmap(x, { symmetric: false, colors: grayColors });
    await expectClose(overlayHeatmap(x, tf.zerosLike(x)), input);
    await expectClose(overlayHeatmap(x, x, { opacity: 0 }), input);
    await expectClose(overlayHeatmap(tf.fill([1, 1, 1], 7), tf.zeros([1, 1, 1])), [0.5, 0.5, 0.5]);
  });

  it('is the heat map where the map is largest and opacity 1', async () => {
    const x = tf.tensor3d([5], [1, 1, 1]);
    await expectClose(overlayHeatmap(x, x, { opacity: 1 }), heatmap(x));
  });

  it('scales each image on its own, inputs and maps', async () => {
    const x = tf.tensor4d([1, -2, 100, 50], [2, 1, 2, 1]);
    const relevance = tf.tensor4d([3, 1, -20, 40], [2, 1, 2, 1]);
    const alone = [0, 1].map((i) =>
      overlayHeatmap(
        ...([x, relevance].map((all) => tf.unstack(all)[i]) as [tf.Tensor3D, tf.Tensor3D]),
      ),
    );
    await expectClose(overlayHeatmap(x, relevance), tf.stack(alone), 0);
  });

  it('reads whole numbers', async () => {
    const x = tf.tensor3d([0, 2], [1, 2, 1], 'int32');
    await expectClose(overlayHeatmap(x, x, { opacity: 1, colors: tricolor }), [0, 0, 0, 1, 0, 0]);
  });

  it('lets NaN through, in its image only', async () => {
    const numbers = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const broken = tf.tensor4d([Number.NaN, 2, 3, 4], [2, 2, 1, 1]);
    const expected = [...new Array(6).fill(true), ...new Array(6).fill(false)];
    for (const gamma of [1, 0.5]) {
      for (const [x, relevance] of [
        [numbers, broken],
        [broken, numbers],
      ] as const) {
        const values = await overlayHeatmap(x, relevance, { gamma }).data();
        expect(Array.from(values, Number.isNaN)).toEqual(expected);
      }
    }
  });

  it('equals its definition', async () => {
    const side = fc.integer({ min: 2, max: 5 });
    const share = fc.double({ min: 0.1, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(side, side, share, share, fc.nat(), async (h, w, opacity, gamma, seed) => {
        const [x, map] = [randomArray(h * w, seed), randomArray(h * w, seed + 1)];
        const [least, most] = [Math.min(...x), Math.max(...x)];
        const largest = Math.max(...map.map(Math.abs));
        const expected = [...x].flatMap((value, i) => {
          const v = Math.sign(map[i]!) * (Math.abs(map[i]!) / largest) ** gamma;
          const cover = opacity * Math.abs(v);
          const under = (1 - cover) * ((value - least) / (most - least));
          return naiveColor((v + 1) / 2, divergingColors).map((color) => under + cover * color);
        });
        const [input, relevance] = [x, map].map((values) => tf.tensor3d(values, [h, w, 1]));
        await expectClose(overlayHeatmap(input!, relevance!, { opacity, gamma }), expected, 5e-5);
      }),
      { numRuns: 8 },
    );
  });

  it('leaves nothing behind', async () => {
    const x = tf.ones<tf.Rank.R4>([2, 3, 2, 3]);
    await expectNoLeak(() => overlayHeatmap(x, x, { gamma: 2 }), 1);
  });

  it('refuses other sizes and ranks and bad options', async () => {
    const x = tf.ones<tf.Rank.R3>([2, 3, 1]);
    const plane: tf.Tensor = tf.ones([2, 3]);
    const turned = tf.ones<tf.Rank.R3>([3, 2, 1]);
    await expectRefusal(
      () => overlayHeatmap(plane, x),
      /^overlayHeatmap: x must have rank 3 or 4, but/,
    );
    await expectRefusal(
      () => overlayHeatmap(x, plane),
      /^overlayHeatmap: relevance must have rank 3, but its shape is \[2,3\]$/,
    );
    await expectRefusal(
      () => overlayHeatmap(x, turned),
      /^overlayHeatmap: relevance must be of x's size \[2,3,1\], but its shape is \[3,2,1\]$/,
    );
    for (const opacity of [-0.1, 1.1, Number.NaN]) {
      await expectRefusal(
        () => overlayHeatmap(x, x, { opacity }),
        /^overlayHeatmap: opacity must be a number from 0 to 1, but it is /,
      );
    }
    await expectRefusal(
      () => overlayHeatmap(x, x, { gamma: 0 }),
      /^overlayHeatmap: gamma must be a finite/,
    );
    await expectRefusal(
      () => overlayHeatmap(x, x, { colors: [] }),
      /^overlayHeatmap: colors must be an array of 2/,
    );
  });
});
