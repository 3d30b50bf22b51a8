import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { narrowConvolution, narrowCost } from '../../../src/fourier/fusion/narrowConvolution';
import { quickMethod } from '../../../src/fourier/fusion/quickConvolution';
import { keptWith } from '../../../src/internal/keptWith';
import { applyConvolution } from '../../../src/linear/applyRun';
import type { Convolution } from '../../../src/linear/convolution';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { convolutionOf } from '../../helpers/shapeMaps';

const costs = {
  ...{ operation: 1000, convolution: 3, depthwise: 1e9, slice: 1e9, copy: 1e9 },
  ...{ transform: 1e9, product: 1e9, fourierOperations: 1, vector: 8 },
};

const wide: Convolution = {
  kind: 'convolution',
  kernel: randomTensor<tf.Rank.R4>([3, 4, 5, 2]),
  bias: randomTensor<tf.Rank.R1>([2], 2),
  ...{ strides: [1, 1], dilations: [1, 1] },
  margins: [
    [1, 2],
    [-1, 3],
  ],
};

describe('narrowConvolution', () => {
  it.each<[string, Partial<Convolution>]>([
    ['bias and margins', {}],
    ['strides', { strides: [2, 3] }],
    ['dilation', { dilations: [2, 3] }],
  ])('is the convolution: %s', async (_, changes) => {
    const map = { ...wide, ...changes };
    const x = randomTensor<tf.Rank.R4>([2, 9, 14, 5], 3);
    await expectClose(narrowConvolution(map, x, keptWith), applyConvolution(map, x), 2e-6);
  });
});

describe('narrowCost', () => {
  it('is that of both convolutions, by whole vectors of outputs', () => {
    // 'same' on 10x12: 7 rows, 128 inputs, 7 columns as outputs in 8; then 7 columns, 7 inputs, 1 output in 8
    const cost = narrowCost(convolutionOf([7, 7, 128, 1]), [10, 12, 128], { costs, batch: 1e6 });
    expect(cost).toBe(2000 + 10 * 12 * (7 * 128 * 8 + 7 * 7 * 8) * 3);
  });

  it('is worth it for few outputs', () => {
    const way = (outputs: number) =>
      quickMethod(convolutionOf([7, 7, 128, outputs]), [28, 28, 128], { costs, batch: 1e6 }).method;
    expect([1, 2, 8, 32].map(way)).toEqual(['narrow', 'narrow', 'layered', 'layered']);
  });
});
