import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load/index';
import { expectClose } from '../helpers/expectClose';
import { functional, modelJsonFiles, randomNd } from '../helpers/kerasModelJson';
import { convolution, depthwise, moved, separable, transposed } from '../helpers/walk/naiveSpatial';
import { at, type Nd, nd } from '../helpers/walk/nd';

const x = randomNd([2, 7, 3], 1);
const tensorOf = ({ shape, data }: Nd) => tf.tensor(Float32Array.from(data), [...shape]);

/** A signal as an image of one column, and back. */
const column = ({ shape: [batch = 0, ...rest], data }: Nd): Nd => ({
  ...{ data, shape: [batch, rest[0] as number, 1, ...rest.slice(1)] },
});
const signal = ({ shape: [batch = 0, width = 0, , channels = 0], data }: Nd): Nd => ({
  ...{ data, shape: [batch, width, channels] },
});
/** A kernel [size, …] as [size, 1, …]. */
const wide = ({ shape: [size = 0, ...rest], data }: Nd): Nd => ({
  data,
  shape: [size, 1, ...rest],
});

const load = (className: string, config: Record<string, unknown>, weights: Record<string, Nd>) =>
  loadModel(
    modelJsonFiles(
      functional(
        'm',
        [
          { className: 'InputLayer', name: 'x', config: { batch_shape: [null, 7, 3] } },
          { className, name: 'layer', config, calls: [['x']] },
        ],
        { inputs: ['x'], outputs: ['layer'] },
      ),
      Object.fromEntries(Object.entries(weights).map(([name, one]) => [`layer/${name}`, one])),
    ),
  );

const common = { data_format: 'channels_last', use_bias: true, activation: 'linear' };
type Case = [
  className: string,
  config: Record<string, unknown>,
  shapes: number[][],
  expected: (weights: Nd[]) => Nd,
];

const convolutions: Case[] = [
  [
    'Conv1D',
    { kernel_size: [3], strides: [2], padding: 'same', filters: 6, groups: 3, dilation_rate: [1] },
    [[3, 1, 6], [6]],
    ([kernel, bias]) => {
      const parts = [0, 1, 2].map((g) =>
        convolution(
          { strides: 2, padding: 'same' },
          nd([2, 7, 1], ([b, i]) => at(x, b!, i!, g)),
          [
            nd([3, 1, 2], ([k, i, o]) => at(kernel!, k!, i!, 2 * g + o!)),
            nd([2], ([o]) => at(bias!, 2 * g + o!)),
          ],
        ),
      );
      return nd([2, 4, 6], ([b, i, o]) => at(parts[Math.floor(o! / 2)]!, b!, i!, o! % 2));
    },
  ],
  [
    'Conv1DTranspose',
    { kernel_size: [3], strides: [2], padding: 'same', filters: 4, dilation_rate: [1] },
    [[3, 4, 3], [4]],
    ([kernel, bias]) =>
      signal(transposed({ strides: [2, 1], padding: 'same' }, column(x), [wide(kernel!), bias!])),
  ],
  [
    'DepthwiseConv1D',
    { kernel_size: [2], strides: [1], padding: 'same', depth_multiplier: 2, dilation_rate: [3] },
    [[2, 3, 2], [6]],
    ([kernel, bias]) =>
      signal(
        depthwise({ dilationRate: [3, 1], padding: 'same' }, column(x), [wide(kernel!), bias!]),
      ),
  ],
  [
    'SeparableConv1D',
    { kernel_size: [3], strides: [2], padding: 'valid', filters: 5, depth_multiplier: 2 },
    [[3, 3, 2], [1, 6, 5], [5]],
    ([kernel, pointwise, bias]) =>
      signal(separable({ strides: [2, 1] }, column(x), [wide(kernel!), wide(pointwise!), bias!])),
  ],
];

describe('layers of signals that tf.js has for images only', () => {
  it.each(convolutions)('%s', async (className, config, shapes, expected) => {
    const weights = shapes.map((shape, i) => randomNd(shape, 10 + i));
    const model = await load(
      className,
      { ...common, ...config },
      Object.fromEntries(weights.map((weight, i) => [`weight${i}`, weight])),
    );
    const y = expected(weights);
    expect(model.outputs[0]?.shape).toEqual([null, ...y.shape.slice(1)]);
    await expectClose(model.predict(tensorOf(x)) as tf.Tensor, tensorOf(y), 1e-5);
  });

  it.each<Case>([
    ['ZeroPadding1D', { padding: [1, 2] }, [], () => signal(moved(column(x), [10, 1], [-1, 0]))],
    ['ZeroPadding1D', { padding: 2 }, [], () => signal(moved(column(x), [11, 1], [-2, 0]))],
    ['Cropping1D', { cropping: [2, 1] }, [], () => signal(moved(column(x), [4, 1], [2, 0]))],
    [
      'UpSampling1D',
      { size: 3 },
      [],
      () => nd([2, 21, 3], ([b, i, c]) => at(x, b!, Math.floor(i! / 3), c!)),
    ],
  ])('%s %j', async (className, config, _, expected) => {
    const model = await load(className, config, {});
    await expectClose(model.predict(tensorOf(x)) as tf.Tensor, tensorOf(expected([])), 1e-6);
  });
});
