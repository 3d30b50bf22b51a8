import * as tf from '@tensorflow/tfjs-core';
import {
  gaussianBlur,
  integralNormalize,
  l2Normalize,
  nearestResample,
  standardNormalVariate,
  uniformNoise,
  unsharpMask,
} from 'fourier-xai';
import blurs from '../../fixtures/gaussianBlur.json';
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
  const { min, max } = one;
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
      actual: () => integralNormalize(x(), one.wavenumbers, { min, max }),
      expected: () => one.integral,
    },
    {
      name: `integralNormalize by sums: ${one.name}`,
      actual: () => integralNormalize(x(), one.wavenumbers, { min, max, plainSum: true }),
      expected: () => one.sum,
    },
  ];
};

const [image] = blurs.cases as [(typeof blurs.cases)[number]];

export const preprocessing: Case[] = [
  ...blurs.cases.slice(0, 5).map(blurCase),
  ...spectra.cases.slice(0, 3).flatMap(spectraCases),
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
