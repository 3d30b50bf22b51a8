import * as tf from '@tensorflow/tfjs-core';
import {
  centralCrop,
  clahe,
  cropToContent,
  gaussianBlur,
  integralNormalize,
  l2Normalize,
  nearestResample,
  padToSquare,
  randomRotation,
  standardNormalVariate,
  uniformNoise,
  unsharpMask,
} from 'fourier-xai';
import blurs from '../../fixtures/gaussianBlur.json';
import images from '../../fixtures/images.json';
import spectra from '../../fixtures/spectra.json';
import { spectraOf } from '../../helpers/spectra';
import type { Case } from './operation';

const blurCase = (one: (typeof blurs.cases)[number]): Case => ({
  name: `gaussianBlur of ${one.shape} by ${one.sigma}`,
  actual: () => gaussianBlur(tf.tensor<tf.Rank>(one.x, one.shape) as tf.Tensor4D, one.sigma),
  expected: () => one.y,
});

const spectraCases = (one: (typeof spectra.cases)[number]): Case[] => {
  const x = () => spectraOf(one.x, one.shape);
  const { min: low, max: high } = one;
  return [
    { name: `l2Normalize: ${one.name}`, actual: () => l2Normalize(x()), expected: () => one.l2 },
    {
      name: `standardNormalVariate: ${one.name}`,
      actual: () => standardNormalVariate(x()),
      expected: () => one.snv,
      tolerance: 1e-4,
    },
    {
      name: `integralNormalize: ${one.name}`,
      actual: () => integralNormalize(x(), one.wavenumbers, { low, high }),
      expected: () => one.integral,
    },
    {
      name: `integralNormalize by sums: ${one.name}`,
      actual: () => integralNormalize(x(), one.wavenumbers, { low, high, plainSum: true }),
      expected: () => one.sum,
    },
  ];
};

const claheCase = ({ x, y, shape, ...rest }: (typeof images.clahe)[number]): Case => ({
  name: `clahe: ${rest.name}`,
  actual: () => {
    const { clipLimit, luminance } = rest;
    const levels = tf.tensor<tf.Rank>(x, shape) as tf.Tensor4D;
    const tiles = rest.tiles as [number, number];
    return clahe(tf.div<tf.Tensor4D>(levels, 255), { tiles, clipLimit, luminance });
  },
  expected: () => y.map((level) => level / 255),
});

const { x: turnedValues, shape: turnedShape, seed, ...turned } = images.randomRotation;
const photographs = () => tf.tensor<tf.Rank>(turnedValues, turnedShape) as tf.Tensor4D;
const turn = (x: tf.Tensor) => randomRotation(x, { probability: 1, seed });
const small = () => tf.tensor4d([1, 2, 3, 4, 5, 6], [2, 1, 3, 1]);

const imageCases: Case[] = [
  ...images.clahe.slice(-3).map(claheCase),
  { name: 'randomRotation', actual: () => turn(photographs()), expected: () => turned.y },
  {
    name: 'gradient of randomRotation',
    actual: () => tf.grad(turn)(photographs()),
    expected: () => turned.gradient,
  },
  {
    name: 'centralCrop',
    actual: () => centralCrop(small(), 0.3),
    expected: () => [2, 5],
  },
  {
    name: 'padToSquare',
    actual: () => padToSquare(small(), { value: 7 }),
    expected: () => [7, 7, 7, 1, 2, 3, 7, 7, 7, 7, 7, 7, 4, 5, 6, 7, 7, 7],
  },
  {
    name: 'cropToContent',
    actual: () => cropToContent(tf.tensor3d([0, 0.5, 0, 0.6], [2, 2, 1])),
    expected: () => [0.5, 0.6],
  },
];

const [image] = blurs.cases as [(typeof blurs.cases)[number]];

export const preprocessing: Case[] = [
  ...blurs.cases.slice(0, 5).map(blurCase),
  ...spectra.cases.slice(0, 3).flatMap(spectraCases),
  ...imageCases,
  {
    name: 'unsharpMask',
    actual: () =>
      unsharpMask(tf.tensor<tf.Rank>(image.x, image.shape) as tf.Tensor3D, {
        sigma: image.sigma,
        amount: 0.5,
      }),
    expected: () => image.x.map((v, i) => 1.5 * v - 0.5 * image.y[i]!),
  },
  {
    name: 'nearestResample',
    actual: () => nearestResample(tf.tensor3d([...Array(15).keys()], [3, 5, 1]), 2),
    expected: () => [0, 0, 2, 2, 4, 0, 0, 2, 2, 4, 10, 10, 12, 12, 14],
  },
  {
    name: 'uniformNoise',
    actual: () => uniformNoise(tf.zeros([2, 2]), { low: -1, high: 1, seed: 7 }),
    expected: () => [-0.27080962, -0.98423803, -0.6247592, 0.013345344],
  },
];
