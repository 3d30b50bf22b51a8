import * as tf from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import {
  divergingColors,
  grayColors,
  heatmap,
  kernelTiles,
  overlayHeatmap,
  sequentialColors,
  spectrumImage,
  toPng,
} from 'fourier-xai';
import { naiveColor } from '../../visualization/naiveColor';
import type { Case } from './operation';

const grays = (...values: number[]) => values.flatMap((v) => [v, v, v]);
const map = () => tf.tensor4d([-1, 0.25, 0, 0.5, 3, 9], [2, 1, 3, 1]);

export const visualization: Case[] = [
  {
    name: 'heatmap',
    actual: () => heatmap(map()),
    expected: () =>
      [0, 0.625, 0.5, 0.5 + 1 / 36, 0.5 + 1 / 6, 1].flatMap((t) => naiveColor(t, divergingColors)),
  },
  {
    name: 'heatmap of positive values, of the square',
    actual: () => heatmap(map(), { symmetric: false, gamma: 2 }),
    expected: () =>
      [0, 1, 0.8, 0, 2.5 / 8.5, 1].flatMap((t) => naiveColor(t ** 2, sequentialColors)),
    tolerance: 1e-4,
  },
  {
    name: 'overlay',
    actual: () => {
      const x = tf.tensor3d([0, 1], [1, 2, 1]);
      const relevance = tf.tensor3d([4, 1], [1, 2, 1]);
      const colors = [[0, 0, 1], [0, 1, 0], [1, 0, 0]] as const; // biome-ignore format: one line
      return overlayHeatmap(x, relevance, { opacity: 0.5, gamma: 0.5, colors });
    },
    // 1 and 1/4 become 1 and 1/2, which cover to 1/2 and 1/4 by red and [1/2, 1/2, 0]
    expected: () => [0.5, 0, 0, 0.875, 0.875, 0.75],
  },
  {
    name: 'spectrumImage',
    actual: () => {
      const real = tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]);
      return spectrumImage({ real, imag: tf.zerosLike(real) }, { colors: grayColors });
    },
    expected: () => grays(...[5, 3, 4, 2, 0, 1].map((v) => Math.log1p(v) / Math.log(6))),
  },
  {
    name: 'spectrumImage of channels',
    actual: () => {
      const real = tf.tensor4d([0, 1, 3, 7], [1, 1, 2, 2]);
      const imag = tf.zerosLike(real);
      return spectrumImage({ real, imag }, { axes: [1, 2], colors: grayColors });
    },
    // [0, 3] and [1, 7], shifted
    expected: () => grays(1, 0, 1, Math.LN2 / Math.log(8)),
  },
  {
    name: 'kernelTiles',
    actual: () =>
      kernelTiles(tf.tensor4d([-1, 0, 1, 0.5], [1, 2, 1, 2]), {
        ...{ colors: grayColors, background: [0.25, 0.25, 0.25] },
      }),
    expected: () => grays(0, 1, 0.25, 0.5, 0.75),
  },
  {
    name: 'toPng',
    actual: async () => [
      ...decode(await toPng(tf.tensor3d([0, 0.5, 1, 0.25, 2, -1], [1, 2, 3]))).data,
    ],
    expected: () => [0, 128, 255, 64, 255, 0],
  },
];
