import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Activation, applyRun } from '../../src/linear/applyRun';
import type { Shape } from '../../src/model/graph';
import { readLayer } from '../../src/model/readLayer';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

type Layer = tfl.layers.Layer;

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

/** A layer as the first of a model, with seeded weights: none is at its default. */
function built(layer: Layer, size: (number | null)[]): Layer {
  const input = tfl.input({ shape: size });
  layer.apply(input);
  layer.setWeights(
    layer.getWeights().map((weight, i) => {
      const values = randomTensor(weight.shape, 11 + i);
      const isVariance = layer.weights[i]!.name.includes('variance');
      return isVariance ? tf.add(tf.abs(values), 0.3) : values;
    }),
  );
  return layer;
}

const read = (layer: Layer, size: (number | null)[]) =>
  readLayer(built(layer, size), [null, ...size]);

/** The maps on the layer's own input, signals as images of one row, against the layer. */
async function expectAsLayer(layer: Layer, size: number[], inputs = size as Shape) {
  const { ops: maps, activation, flattens } = read(layer, [...inputs])!;
  const x = tf.mul(randomTensor([2, ...size], 3), 4);
  const images = (size.length === 3 ? x : tf.expandDims(x, 1)) as tf.Tensor4D;
  const y = applyRun(maps, images, activation as Activation);
  const expected = layer.apply(x, { training: false }) as tf.Tensor;
  const [, ...shape] = expected.shape;
  const isRow = flattens || size.length === 2;
  const rows = isRow ? [1, ...(flattens ? [1, ...shape] : shape)] : shape;
  expect(y.shape).toEqual([2, ...rows]);
  await expectClose(tf.reshape(y, expected.shape), expected, 3e-6);
}

/** tf.js' own layers on wasm pad such kernels wrongly unless the kernels of this library are registered. */
const smallerThanStrides = /strides? (3 of|larger than) (a|the) kernel/;

const right = <T>(cases: [string, T][]) =>
  cases.filter(([name]) => tf.getBackend() !== 'wasm' || !smallerThanStrides.test(name));

/** By what is special about them. */
const convolutions: [string, Partial<Parameters<typeof layers.conv2d>[0]>][] = [
  ['valid', {}],
  ['same', { padding: 'same' }],
  ['even, same, no bias', { kernelSize: [2, 4], padding: 'same', useBias: false }],
  ['same, strides 2 and 3', { padding: 'same', strides: [2, 3] }],
  ['valid, strides 3 and 2', { strides: [3, 2] }],
  ['same, strides larger than the kernel', { kernelSize: [2, 1], padding: 'same', strides: 3 }],
  ['same, even, strides 2', { kernelSize: 4, padding: 'same', strides: 2 }],
  ['same, dilated', { padding: 'same', dilationRate: [2, 3] }],
  ['valid, dilated, even', { kernelSize: [2, 1], dilationRate: 2 }],
  ['relu', { padding: 'same', activation: 'relu' }],
  ['relu6', { padding: 'same', activation: 'relu6' }],
];

/** What is read is the same everywhere: backends that compile shaders see the first size only. */
const sizes = [
  [9, 7],
  [4, 5],
  [2, 1],
].slice(0, /^(cpu|wasm)$/.test(tf.getBackend()) ? 3 : 1);

/** Whether a kernel of a layer without padding finds room. */
function hasRoom(
  { padding, kernelSize = 3, dilationRate = 1 }: Partial<Parameters<typeof layers.conv2d>[0]>,
  size: readonly number[],
): boolean {
  const pair = (value: number | number[]) => [value, value].flat().slice(-2);
  const [kernel, dilations] = [pair(kernelSize), pair(dilationRate)];
  const spans = kernel.map((length, axis) => (length - 1) * dilations[axis]! + 1);
  return padding === 'same' || size.every((length, axis) => spans[axis]! <= length);
}

describe('readLayer', () => {
  it.each(right(convolutions))('reads Conv2D: %s', async (_, args) => {
    for (const size of sizes.filter((one) => hasRoom(args, one))) {
      await expectAsLayer(layers.conv2d({ filters: 3, kernelSize: 3, ...args }), [...size, 2]);
    }
  });

  it('reads Dense of images and signals as a convolution of single pixels', async () => {
    await expectAsLayer(layers.dense({ units: 4, activation: 'relu' }), [5, 4, 3]);
    await expectAsLayer(layers.dense({ units: 2, useBias: false }), [7, 3]);
  });

  it('reads layers of rows as those of images of one pixel', async () => {
    const layer = layers.dense({ units: 2, inputShape: [3] });
    seedWeights(tfl.sequential({ layers: [layer] }));
    const x = randomTensor<tf.Rank.R2>([4, 3], 5);
    const { ops: maps, activation } = readLayer(layer, [null, 3])!;
    const y = applyRun(maps, tf.reshape<tf.Rank.R4>(x, [4, 1, 1, 3]));
    expect(activation).toBe('linear');
    await expectClose(tf.reshape(y, [4, 2]), layer.apply(x) as tf.Tensor, 1e-6);
    expect(readLayer(layers.dropout({ rate: 0.5 }), [null, 3])?.ops).toEqual([]);
  });

  it('reads Conv2D of strides and dilations together, which tf.js cannot do for a layer', () => {
    const layer = layers.conv2d({
      ...{ filters: 1, kernelSize: [3, 2], strides: [2, 3], dilationRate: [2, 1] },
      padding: 'same',
    });
    const { ops: maps } = read(layer, [9, 7, 1])!;
    expect(maps).toMatchObject([
      {
        ...{ kind: 'convolution', strides: [2, 3], dilations: [2, 1] },
        margins: [
          [2, 2],
          [0, 1],
        ],
      },
    ]);
  });

  it.each(
    right<Partial<Parameters<typeof layers.conv1d>[0]>>([
      ['valid', {}],
      ['same, even', { kernelSize: 4, padding: 'same' }],
      ['same, stride 2, relu', { padding: 'same', strides: 2, activation: 'relu' }],
      ['same, stride 3 of a kernel of 2', { kernelSize: 2, padding: 'same', strides: 3 }],
      ['valid, stride 2, no bias', { strides: [2], useBias: false }],
      ['same, dilated', { padding: 'same', dilationRate: 2 }],
    ]),
  )('reads Conv1D: %s', async (_, args) => {
    for (const width of [11, 8, 3]) {
      await expectAsLayer(layers.conv1d({ filters: 3, kernelSize: 3, ...args }), [width, 2]);
    }
  });

  it.each(
    right<Partial<Parameters<typeof layers.depthwiseConv2d>[0]>>([
      ['valid', {}],
      ['same, two outputs of each channel', { padding: 'same', depthMultiplier: 2 }],
      ['same, strides 2', { padding: 'same', strides: [2, 2], depthMultiplier: 3 }],
      [
        'even, same, strides larger than the kernel',
        { kernelSize: 2, padding: 'same', strides: 3, useBias: false },
      ],
      ['relu6', { padding: 'same', activation: 'relu6' }],
      ['a dilation that tf.js does not use', { padding: 'same', dilationRate: 2 }],
    ]),
  )('reads DepthwiseConv2D: %s', async (_, args) => {
    for (const size of sizes.filter((one) => hasRoom(args, one))) {
      await expectAsLayer(layers.depthwiseConv2d({ kernelSize: 3, ...args }), [...size, 2]);
    }
  });

  it.each<[string, Partial<Parameters<typeof layers.separableConv2d>[0]>]>([
    ['valid', {}],
    ['same, two outputs of each channel', { padding: 'same', depthMultiplier: 2 }],
    ['same, strides 2, relu', { padding: 'same', strides: 2, activation: 'relu' }],
    ['even, same, no bias', { kernelSize: [4, 2], padding: 'same', useBias: false }],
    ['same, dilated', { padding: 'same', dilationRate: [2, 2], depthMultiplier: 2 }],
  ])('reads SeparableConv2D: %s', async (_, args) => {
    for (const size of sizes.filter((one) => hasRoom(args, one))) {
      const layer = layers.separableConv2d({ filters: 3, kernelSize: 3, ...args });
      await expectAsLayer(layer, [...size, 2]);
    }
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('reads BatchNormalization, scale %s and center %s', async (scale, center) => {
    const args = { scale, center, epsilon: 0.02 };
    await expectAsLayer(layers.batchNormalization(args), [4, 5, 3]);
    await expectAsLayer(layers.batchNormalization({ ...args, axis: 3 }), [4, 5, 3]);
    await expectAsLayer(layers.batchNormalization({ ...args, axis: 2 }), [6, 3]);
  });

  it('reads BatchNormalization that is not trained', async () => {
    await expectAsLayer(layers.batchNormalization({ trainable: false }), [4, 5, 3]);
  });

  it.each<[string, Parameters<typeof layers.averagePooling2d>[0]]>([
    ['by default', {}],
    ['valid, strides of its own', { poolSize: [3, 2], strides: [1, 2] }],
    ['same, strides 1', { poolSize: [2, 3], strides: 1, padding: 'same' }],
    ['same, strides 2', { poolSize: 3, strides: [2, 2], padding: 'same' }],
    ['same, strides 3 and 2', { poolSize: [2, 4], strides: [3, 2], padding: 'same' }],
  ])('reads AveragePooling2D: %s', async (_, args) => {
    for (const size of sizes.slice(0, args.padding === 'same' ? 3 : 2)) {
      await expectAsLayer(layers.averagePooling2d({ ...args }), [...size, 2]);
    }
  });

  it.each<[string, Parameters<typeof layers.averagePooling1d>[0]]>([
    ['by default', {}],
    ['valid, a stride of its own', { poolSize: 3, strides: 1 }],
    ['same, stride 2', { poolSize: 3, strides: 2, padding: 'same' }],
    ['same, stride 3', { poolSize: 2, strides: 3, padding: 'same' }],
  ])('reads AveragePooling1D: %s', async (_, args) => {
    for (const width of [9, 4]) {
      await expectAsLayer(layers.averagePooling1d({ ...args }), [width, 2]);
    }
  });

  it('reads global average pooling', async () => {
    await expectAsLayer(layers.globalAveragePooling2d({}), [4, 5, 3]);
    await expectAsLayer(layers.globalAveragePooling1d({}), [7, 3]);
    const size = [4, 5, 3];
    expect(read(layers.globalAveragePooling2d({}), size)!.flattens).toBe(true);
    expect(read(layers.averagePooling2d({}), size)!.flattens).toBe(false);
  });

  it('reads ZeroPadding2D', async () => {
    await expectAsLayer(layers.zeroPadding2d({}), [4, 5, 2]);
    await expectAsLayer(layers.zeroPadding2d({ padding: [1, 2] }), [4, 5, 2]);
    const padding: [[number, number], [number, number]] = [
      [1, 0],
      [3, 2],
    ];
    await expectAsLayer(layers.zeroPadding2d({ padding }), [4, 5, 2]);
  });

  it.each<[string, () => Layer]>([
    ['Dropout', () => layers.dropout({ rate: 0.5 })],
    ['GaussianNoise', () => layers.gaussianNoise({ stddev: 1 })],
    ['GaussianDropout', () => layers.gaussianDropout({ rate: 0.5 })],
    ['AlphaDropout', () => layers.alphaDropout({ rate: 0.5 })],
    ['SpatialDropout1D', () => layers.spatialDropout1d({ rate: 0.5 })],
    ['Activation', () => layers.activation({ activation: 'linear' })],
  ])('reads %s as nothing', async (name, make) => {
    const size = name === 'SpatialDropout1D' ? [6, 2] : [4, 5, 2];
    expect(read(make(), size)).toEqual({ ops: [], activation: 'linear', flattens: false });
    await expectAsLayer(make(), size);
  });

  it('reads activations', async () => {
    const makes: [string, () => Layer][] = [
      ['relu', () => layers.activation({ activation: 'relu' })],
      ['relu6', () => layers.activation({ activation: 'relu6' })],
      ['relu', () => layers.reLU()],
      ['relu', () => layers.reLU({})],
      ['relu6', () => layers.reLU({ maxValue: 6 })],
    ];
    for (const [name, make] of makes) {
      expect(read(make(), [4, 5, 2])).toEqual({ ops: [], activation: name, flattens: false });
      const layer = make();
      const x = tf.mul(randomTensor([1, 4, 5, 2], 3), 20);
      const y = applyRun([], x as tf.Tensor4D, name as Activation);
      await expectClose(y, layer.apply(x) as tf.Tensor, 0);
    }
    expect(read(layers.activation({ activation: 'tanh' }), [4, 2])!.activation).toBe('tanh');
    const ends = layers.conv2d({ filters: 1, kernelSize: 1, activation: 'softmax' });
    expect(read(ends, [4, 5, 2])!.activation).toBe('softmax');
  });

  it('reads layers for images of unknown size where their margins do not depend on it', async () => {
    const makes = [
      () => layers.conv2d({ filters: 2, kernelSize: [3, 2], padding: 'same' }),
      () => layers.conv2d({ filters: 2, kernelSize: 3, strides: 2 }),
      () => layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
      () => layers.zeroPadding2d({ padding: 2 }),
    ];
    for (const make of makes) await expectAsLayer(make(), [6, 5, 2], [null, null, 2]);
  });

  it('shares the weights of convolutions with the layer', () => {
    const layer = layers.conv2d({ filters: 2, kernelSize: 3 });
    const [map] = read(layer, [4, 4, 1])!.ops;
    const [kernel, bias] = layer.getWeights();
    expect(map).toMatchObject({ kind: 'convolution' });
    const { kernel: ofMap, bias: biasOfMap } = map as { kernel: tf.Tensor; bias: tf.Tensor };
    expect([ofMap.dataId, biasOfMap.dataId]).toEqual([kernel!.dataId, bias!.dataId]);
  });

  const images = [4, 5, 2];
  const signals = [6, 2];

  it.each<[string, () => Layer, (number | null)[]]>([
    [
      'Conv2D, channels first',
      () => layers.conv2d({ filters: 1, kernelSize: 1, dataFormat: 'channelsFirst' }),
      images,
    ],
    [
      'AveragePooling2D, channels first',
      () => layers.averagePooling2d({ dataFormat: 'channelsFirst' }),
      images,
    ],
    [
      'global pooling, channels first',
      () => layers.globalAveragePooling2d({ dataFormat: 'channelsFirst' }),
      images,
    ],
    [
      'ZeroPadding2D, channels first',
      () => layers.zeroPadding2d({ dataFormat: 'channelsFirst' }),
      images,
    ],
    ['MaxPooling2D', () => layers.maxPooling2d({}), images],
    ['GlobalMaxPooling2D', () => layers.globalMaxPooling2d({}), images],
    ['BatchNormalization over rows', () => layers.batchNormalization({ axis: 1 }), images],
    ['BatchNormalization over columns', () => layers.batchNormalization({ axis: -2 }), images],
    ['BatchNormalization over places', () => layers.batchNormalization({ axis: 1 }), signals],
    ['LayerNormalization', () => layers.layerNormalization({}), images],
    ['ReLU up to 4', () => layers.reLU({ maxValue: 4 }), images],
    ['ReLU up to 0', () => layers.reLU({ maxValue: 0 }), images],
    ['LeakyReLU', () => layers.leakyReLU({}), images],
    ['PReLU', () => layers.prelu({}), images],
    ['Softmax', () => layers.softmax({}), images],
    ['Conv2DTranspose', () => layers.conv2dTranspose({ filters: 1, kernelSize: 2 }), images],
    [
      'Cropping2D',
      () =>
        layers.cropping2D({
          cropping: [
            [1, 1],
            [1, 1],
          ],
        }),
      images,
    ],
    ['UpSampling2D', () => layers.upSampling2d({}), images],
    ['Conv3D', () => layers.conv3d({ filters: 1, kernelSize: 1 }), [3, 3, 3, 1]],
    ['global pooling of unknown size', () => layers.globalAveragePooling1d({}), [null, 2]],
    [
      'strided same padding of unknown size',
      () => layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same', strides: [1, 2] }),
      [5, null, 2],
    ],
    [
      'strided same pooling of unknown size',
      () => layers.averagePooling1d({ poolSize: 2, padding: 'same' }),
      [null, 2],
    ],
  ])('does not read %s', (_, make, size) => {
    expect(read(make(), size)).toBeUndefined();
  });

  it('does not read classes that it does not know', () => {
    class Other extends layers.Layer {
      static className = 'Other';
    }
    expect(readLayer(new Other({}), [null, 6, 2])).toBeUndefined();
  });

  // tf.js itself has none
  it.each([
    [1, 1],
    [2, 1],
    [4, 1],
    [1, 2],
    [1, 3],
  ])('reads causal convolutions of dilation %i and stride %i', async (dilationRate, strides) => {
    const config = { filters: 3, kernelSize: 3, padding: 'causal', dilationRate, strides } as const;
    const layer = built(layers.conv1d(config), [7, 2]);
    const x = randomTensor([2, 7, 2], 3) as tf.Tensor3D;
    const { ops } = readLayer(layer, [null, 7, 2])!;
    const y = tf.squeeze(applyRun(ops, tf.expandDims<tf.Tensor4D>(x, 1)), [1]);
    const expected = causal(await x.array(), layer.getWeights(), [dilationRate, strides]);
    await expectClose(y, tf.tensor(await expected), 1e-6);
  });
});

/** y[p] = b + Σ_k w[k] x[p·stride - (K - 1 - k)·dilation]: what comes later is not seen. */
async function causal(x: number[][][], weights: tf.Tensor[], [dilation, stride]: [number, number]) {
  const w = (await weights[0]!.array()) as number[][][];
  const b = (await weights[1]!.array()) as number[];
  return x.map((signal) =>
    signal
      .filter((_, p) => p % stride === 0)
      .map((_, p) =>
        b.map((bias, o) => {
          let sum = bias;
          for (const [k, taps] of w.entries()) {
            const seen = signal[p * stride - (w.length - 1 - k) * dilation];
            for (const [i, v] of (seen ?? []).entries()) sum += v * taps[i]![o]!;
          }
          return sum;
        }),
      ),
  );
}
