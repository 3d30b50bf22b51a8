import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  exactIntegratedGradients,
  gaussianRoot,
  gradCam,
  gradientTimesInput,
  integratedGradients,
  nearestRoot,
  occlusion,
  sharpenRoot,
  smoothGrad,
  spectralRelevance,
  taylorDecomposition,
  zeroRoot,
} from 'fourier-xai';
import { randomArray } from '../../../support/random';
import stored from '../../fixtures/gaussianBlur.json';
import { naiveDft2 } from '../../helpers/naiveDft';
import type { Case } from './operation';

/** y = x·w + b, then ReLUs, then x·v. */
function dense(w: number[][], b: number[], v: number[][]): tfl.LayersModel {
  const hidden = { units: b.length, activation: 'relu' as const, inputShape: [w.length] };
  const last = { units: v[0]!.length, useBias: false };
  const model = tfl.sequential({ layers: [tfl.layers.dense(hidden), tfl.layers.dense(last)] });
  model.setWeights([tf.tensor2d(w), tf.tensor1d(b), tf.tensor2d(v)]);
  return model;
}

/** y = 2·relu(x₁ - 2x₂ + 3) - relu(x₂). */
const twoUnits = () => dense([[1, 0], [-2, 1]], [3, 0], [[2], [-1]]); // biome-ignore format: one line

/** Two channels of images as they are, their means times 3 and -1. */
function pooled(): tfl.LayersModel {
  const { layers } = tfl;
  const model = tfl.sequential({
    layers: [
      layers.conv2d({
        inputShape: [4, 4, 1],
        filters: 2,
        kernelSize: 1,
        strides: 2,
        useBias: false,
      }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 1, useBias: false }),
    ],
  });
  model.setWeights([tf.tensor4d([1, 2], [1, 1, 1, 2]), tf.tensor2d([3, -1], [2, 1])]);
  return model;
}

const image = randomArray(16, 5);
const picture = () => tf.tensor4d(image, [1, 4, 4, 1]);
/** Every second pixel of both axes, times 3/4 - 2/4. */
const camAt = (i: number, j: number) => 0.25 * image[4 * 2 * i + 2 * j]!;
/** Between the pixels of 2 x 2, by half-pixel centres: a quarter and three quarters. */
const smoothCam = () => {
  const shares = [0, 0.25, 0.75, 1];
  return shares.flatMap((v) =>
    shares.map(
      (u) =>
        (1 - v) * ((1 - u) * camAt(0, 0) + u * camAt(0, 1)) +
        v * ((1 - u) * camAt(1, 0) + u * camAt(1, 1)),
    ),
  );
};

const [blurred] = stored.cases as [(typeof stored.cases)[number]];
const [rows, columns] = blurred.shape as [number, number];
const weights = randomArray(blurred.x.length, 6);
const linear = (x: tf.Tensor) =>
  tf.reshape(tf.sum(tf.mul(x, tf.tensor3d(weights, [rows, columns, 1])), [1, 2, 3]), [-1, 1]);
const stillLife = () => tf.tensor4d(blurred.x, [1, rows, columns, 1]);
const energy = (x: tf.Tensor) => tf.reshape(tf.sum(tf.square(x), [1, 2, 3]), [-1, 1]);
const taylor = (rootPoint: (x: tf.Tensor) => tf.Tensor) => () =>
  taylorDecomposition(linear, stillLife(), { rootPoint });
const fromRoot = (rootAt: (i: number) => number) => () =>
  blurred.x.map((v, i) => weights[i]! * (v - rootAt(i)));
/** The first pixel of the square of 2 x 2. */
const corner = (at: number) => {
  const [i, j] = [Math.floor(at / columns), at % columns];
  return blurred.x[(i - (i % 2)) * columns + (j - (j % 2))]!;
};

export const methods: Case[] = [
  {
    name: 'gradientTimesInput',
    actual: () => gradientTimesInput(twoUnits(), tf.tensor2d([[2, 1], [-9, -1]])), // biome-ignore format: one line
    expected: () => [4, -5, 0, 0],
  },
  {
    name: 'integratedGradients',
    // of x₁³x₂: the mean of t³ along the way from 0
    actual: () => {
      const f = (x: tf.Tensor) => {
        const [a, b] = tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor];
        return tf.mul(tf.pow(a, 3), b);
      };
      return integratedGradients(f, tf.tensor2d([[2, 3]]), { steps: 3, target: 0 });
    },
    expected: () => [18, 6],
  },
  {
    name: 'exactIntegratedGradients',
    // open for 3/4 of the way, on which 3 + t(1 - 5·1) is above 0; the other unit all along
    actual: () => exactIntegratedGradients(twoUnits(), tf.tensor2d([[-2, 1]])),
    expected: () => [-2 * 2 * 0.75, 2 * -2 * 0.75 - 1],
  },
  {
    name: 'smoothGrad of a quadratic, whose noise has mean 0',
    actual: () => smoothGrad(energy, picture(), { samples: 4, sigma: 1e-4, seed: 1, target: 0 }),
    expected: () => Array.from(image, (v) => 2 * v),
    tolerance: 1e-3,
  },
  {
    name: 'occlusion',
    // windows of 3 x 4: the second is cut to one row
    actual: () => occlusion(energy, picture(), { window: [3, 4], target: 0 }),
    expected: () => {
      const square = (from: number, to: number) =>
        image.slice(from, to).reduce((sum, v) => sum + v ** 2, 0) / (to - from);
      return Array.from(image, (_, i) => (i < 12 ? square(0, 12) : square(12, 16)));
    },
  },
  {
    name: 'gradCam',
    actual: () => gradCam(pooled(), picture(), { target: 0 }),
    expected: () => Array.from(image, (_, i) => camAt(i >> 3, (i % 4) >> 1)),
  },
  {
    name: 'gradCam, smooth',
    actual: () => gradCam(pooled(), picture(), { target: 0, smooth: true }),
    expected: smoothCam,
  },
  {
    name: 'gradCam, without negative values',
    actual: () => gradCam(pooled(), picture(), { target: 0, relu: true }),
    expected: () => Array.from(image, (_, i) => Math.max(0, camAt(i >> 3, (i % 4) >> 1))),
  },
  {
    name: 'taylorDecomposition from zero',
    actual: taylor(zeroRoot()),
    expected: fromRoot(() => 0),
  },
  {
    name: 'taylorDecomposition from a blurred image',
    actual: taylor(gaussianRoot(blurred.sigma)),
    expected: fromRoot((i) => blurred.y[i]!),
  },
  {
    name: 'taylorDecomposition from a sharpened image',
    actual: taylor(sharpenRoot(blurred.sigma)),
    expected: fromRoot((i) => 2 * blurred.x[i]! - blurred.y[i]!),
  },
  {
    name: 'taylorDecomposition from an image of squares',
    actual: taylor(nearestRoot(2)),
    expected: fromRoot(corner),
  },
  {
    name: 'spectralRelevance',
    actual: () => spectralRelevance(energy, picture(), { target: 0 }),
    expected: () => {
      const { real, imag } = naiveDft2({ real: image }, [4, 4]);
      return real.map((v, i) => (2 * (v ** 2 + imag[i]! ** 2)) / 16);
    },
  },
];
