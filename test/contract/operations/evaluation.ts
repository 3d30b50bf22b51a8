import * as tf from '@tensorflow/tfjs-core';
import {
  fourierHeatmap,
  frequencyFlipping,
  frequencyInsertion,
  orientationBands,
  pixelFlipping,
  pixelInsertion,
  radialBands,
  taylorReport,
} from 'fourier-xai';
import type { Case } from './operation';

const total = (x: tf.Tensor) => tf.reshape(tf.sum(x, [1, 2, 3]), [-1, 1]);
const pixels = () => tf.tensor4d([4, 1, 3, 2], [1, 2, 2, 1]);

/** 1 and the wave of the highest frequency, along the columns: energies 4·2² and 4·1². */
const wave = () => tf.tensor4d([3, 1, 3, 1], [1, 1, 4, 1]);
const energy = (x: tf.Tensor) => tf.reshape(tf.sum(tf.square(x), [1, 2, 3]), [-1, 1]);

/** Frequencies 0, 1/4, 1/2, -1/4 along both axes: powers of two at four places. */
const relevance = () => {
  const values = new Float32Array(16);
  // zero, (0, 1/4), (1/2, 0), (1/2, 1/2)
  for (const [at, value] of [[0, 1], [1, 2], [8, 4], [10, 8]] as const) values[at] = value; // biome-ignore format: one line
  return tf.tensor4d(values, [1, 4, 4, 1]);
};

/** Class 1 where the wave of frequency 1/4 along the columns is found in x. */
const detector = (x: tf.Tensor) => {
  const cosine = tf.tensor4d([1, 0, -1, 0], [1, 1, 4, 1]);
  const sine = tf.tensor4d([0, 1, 0, -1], [1, 1, 4, 1]);
  const along = (part: tf.Tensor) => tf.square(tf.sum(tf.mul(x, part), [1, 2, 3]));
  const found = tf.add(along(cosine), along(sine));
  return tf.stack([tf.fill(found.shape, 0.1), found], 1);
};

export const evaluation: Case[] = [
  {
    name: 'pixelFlipping',
    actual: async () => (await pixelFlipping(total, pixels(), pixels(), { steps: 4 })).curve,
    expected: () => [10, 6, 3, 1, 0],
  },
  {
    name: 'pixelInsertion',
    actual: async () => (await pixelInsertion(total, pixels(), pixels(), { steps: 4 })).curve,
    expected: () => [0, 4, 7, 9, 10],
  },
  {
    name: 'frequencyFlipping',
    actual: async () =>
      (await frequencyFlipping(energy, wave(), 'lowestFirst', { steps: 3 })).curve,
    expected: () => [20, 4, 4, 0],
  },
  {
    name: 'frequencyInsertion',
    actual: async () =>
      (await frequencyInsertion(energy, wave(), 'highestFirst', { steps: 3 })).curve,
    expected: () => [0, 4, 4, 20],
  },
  {
    name: 'radialBands',
    actual: () => radialBands(relevance(), 2),
    expected: () => [1 + 2, 4 + 8],
  },
  {
    name: 'orientationBands',
    actual: () => orientationBands(relevance(), 4),
    expected: () => [2, 8, 4, 0],
  },
  {
    name: 'fourierHeatmap',
    actual: async () => {
      const images = tf.zeros<tf.Rank.R4>([2, 4, 4, 1]);
      return (await fourierHeatmap(detector, images, [0, 0], { norm: 1, seed: 2 })).errorRate;
    },
    // zero frequency in the centre, at (2, 2)
    expected: () => Array.from({ length: 16 }, (_, i) => Number(i === 9 || i === 11)),
  },
  {
    name: 'taylorReport',
    actual: async () => {
      const f = (x: tf.Tensor) => tf.sum(tf.square(x), 1, true);
      const rootPoint = (x: tf.Tensor) => tf.mul(x, 0.5);
      const [row] = await taylorReport(f, tf.tensor2d([[1, 2]]), { rootPoint });
      return [row!.output, row!.rootOutput, row!.relevanceSum, row!.remainder];
    },
    // the slope at the root point, x, times the way, x/2
    expected: () => [5, 1.25, 2.5, 1.25],
  },
];
