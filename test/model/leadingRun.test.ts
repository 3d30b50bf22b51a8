import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { activationFunction } from '../../src/model/activationOf';
import { convolutionOf, isStrideOneConvolution, leadingRun } from '../../src/model/leadingRun';
import { convolutionModel, documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { type HostConvolution, naiveStack } from '../helpers/naiveStack';

type Symbolic = tfl.SymbolicTensor;

const same = { filters: 2, kernelSize: 3, padding: 'same' as const };

const build = (layer: tfl.layers.Layer) => {
  seedWeights(tfl.sequential({ layers: [layer] }));
  return layer;
};

afterEach(() => {
  tf.disposeVariables();
});

describe('convolutionOf', () => {
  it.each([
    [
      { kernelSize: [4, 3], padding: 'same' },
      [
        [1, 2],
        [1, 1],
      ],
      [1, 1],
    ],
    [
      { kernelSize: [4, 3], padding: 'valid' },
      [
        [0, 0],
        [0, 0],
      ],
      [1, 1],
    ],
    [
      { kernelSize: [2, 3], padding: 'same', dilationRate: [3, 2] },
      [
        [1, 2],
        [2, 2],
      ],
      [3, 2],
    ],
    [
      { kernelSize: 2, padding: 'same', dilationRate: 2 },
      [
        [1, 1],
        [1, 1],
      ],
      [2, 2],
    ],
  ] as const)('reads an image layer: %j', async (args, margins, dilations) => {
    const layer = build(
      tfl.layers.conv2d({
        inputShape: [9, 8, 2],
        filters: 3,
        biasInitializer: 'ones',
        ...(args as { kernelSize: number; padding: 'same' }),
      }),
    );
    const read = convolutionOf(layer);
    const [kernel, bias] = layer.getWeights();
    await expectClose(read.kernel, kernel!, 0);
    await expectClose(read.bias!, bias!, 0);
    expect(read.margins).toEqual(margins);
    expect(read.dilations).toEqual(dilations);

    // and that is what the layer does
    const x = randomTensor<tf.Rank.R4>([2, 9, 8, 2], 4);
    const host: HostConvolution = {
      filter: read.kernel.shape,
      kernel: await read.kernel.data(),
      bias: await read.bias!.data(),
      dilations: read.dilations,
      margins: read.margins,
    };
    const { y, shape } = naiveStack(await x.data(), x.shape, [host]);
    await expectClose(layer.apply(x) as tf.Tensor, tf.tensor4d(y, [...shape]), 2e-6);
  });

  it('reads a signal layer as one of images of one row', async () => {
    const layer = build(
      tfl.layers.conv1d({
        inputShape: [9, 2],
        filters: 3,
        kernelSize: 4,
        padding: 'same',
        dilationRate: 2,
        useBias: false,
      }),
    );
    const read = convolutionOf(layer);
    expect(read.kernel.shape).toEqual([1, 4, 2, 3]);
    await expectClose(tf.squeeze(read.kernel, [0]), layer.getWeights()[0]!, 0);
    expect('bias' in read).toBe(false);
    expect(read.dilations).toEqual([1, 2]);
    expect(read.margins).toEqual([
      [0, 0],
      [3, 3],
    ]);
  });
});

describe('isStrideOneConvolution', () => {
  it('is true of Conv1D and Conv2D of stride 1 with channels last, and of nothing else', () => {
    const { conv1d, conv2d, depthwiseConv2d, conv2dTranspose, dense } = tfl.layers;
    const args = { filters: 1, kernelSize: 2 };
    expect(isStrideOneConvolution(conv2d(args))).toBe(true);
    expect(isStrideOneConvolution(conv1d({ ...args, dilationRate: 2 }))).toBe(true);
    expect(isStrideOneConvolution(conv2d({ ...args, activation: 'relu' }))).toBe(true);
    expect(isStrideOneConvolution(conv2d({ ...args, strides: [1, 2] }))).toBe(false);
    expect(isStrideOneConvolution(conv1d({ ...args, strides: 2 }))).toBe(false);
    expect(isStrideOneConvolution(conv2d({ ...args, dataFormat: 'channelsFirst' }))).toBe(false);
    expect(isStrideOneConvolution(conv1d({ ...args, padding: 'causal' }))).toBe(true);
    expect(isStrideOneConvolution(depthwiseConv2d({ kernelSize: 2, depthMultiplier: 1 }))).toBe(
      false,
    );
    expect(isStrideOneConvolution(conv2dTranspose(args))).toBe(false);
    expect(isStrideOneConvolution(dense({ units: 1 }))).toBe(false);
  });
});

describe('convolutionStack', () => {
  it('ends with the first activation, which belongs to the rest', async () => {
    const model = convolutionModel(
      [8, 7, 1],
      [same, { ...same, filters: 3, activation: 'relu' }, same],
    );
    const stack = leadingRun(model);
    expect(stack.dimensions).toBe(2);
    expect(stack.convolutions.map(({ kernel }) => kernel.shape)).toEqual([
      [3, 3, 1, 2],
      [3, 3, 2, 3],
    ]);
    const x = randomTensor<tf.Rank.R4>([2, 8, 7, 1], 4);
    const [k1, b1, k2, b2] = model.getWeights() as [tf.Tensor4D, tf.Tensor, tf.Tensor4D, tf.Tensor];
    const first = tf.add<tf.Tensor4D>(tf.conv2d(x, k1, 1, 'same'), b1);
    const linear = tf.add(tf.conv2d(first, k2, 1, 'same'), b2);
    await expectClose(stack.layered(x), linear, 1e-6);
    await expectClose(stack.rest(linear), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('ends before what is no such convolution', async () => {
    const model = documentModel();
    const stack = leadingRun(model);
    expect(stack.convolutions.length).toBe(3);
    const x = randomTensor([2, 12, 12, 1], 4);
    await expectClose(stack.rest(stack.layered(x)), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('ends where two layers read the same value', async () => {
    const input = tfl.input({ shape: [6, 5, 2] });
    const conv = () => tfl.layers.conv2d({ ...same, useBias: false });
    const first = conv().apply(input) as Symbolic;
    const second = conv().apply(first) as Symbolic;
    const sum = tfl.layers.add().apply([first, second]) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: sum }));
    const stack = leadingRun(model);
    expect(stack.convolutions.length).toBe(1);
    const x = randomTensor([1, 6, 5, 2], 4);
    await expectClose(stack.rest(stack.layered(x)), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('takes a layer twice where the model calls it twice', async () => {
    const input = tfl.input({ shape: [6, 5, 2] });
    const conv = tfl.layers.conv2d(same);
    const output = conv.apply(conv.apply(input) as Symbolic) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: output }));
    const stack = leadingRun(model);
    expect(stack.convolutions.length).toBe(2);
    const x = randomTensor([1, 6, 5, 2], 4);
    await expectClose(stack.layered(x), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('takes signals', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.conv1d({ inputShape: [9, 2], ...same }));
    model.add(tfl.layers.conv1d({ ...same, activation: 'tanh' }));
    seedWeights(model);
    const stack = leadingRun(model);
    expect(stack.dimensions).toBe(1);
    expect(stack.convolutions.map(({ kernel }) => kernel.shape)).toEqual([
      [1, 3, 2, 2],
      [1, 3, 2, 2],
    ]);
    const x = randomTensor([2, 9, 2], 4);
    const layered = stack.layered(x);
    expect(layered.shape).toEqual([2, 9, 2]);
    await expectClose(tf.tanh(layered), model.predict(x) as tf.Tensor, 1e-6);
    await expectClose(stack.rest(layered), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('says with what the model begins instead', () => {
    const refused = (layer: tfl.layers.Layer, message: RegExp) =>
      expect(() => leadingRun(tfl.sequential({ layers: [layer] }))).toThrow(message);
    refused(
      tfl.layers.dense({ units: 2, inputShape: [3], name: 'only' }),
      /^the model must begin with a convolution of stride 1, but it begins with Dense 'only'$/,
    );
    refused(
      tfl.layers.conv2d({ ...same, inputShape: [8, 8, 1], strides: 2, name: 'strided' }),
      /but it begins with Conv2D 'strided'$/,
    );
    const input = tfl.input({ shape: [4, 4, 1] });
    const [a, b] = [0, 1].map(() => tfl.layers.conv2d(same).apply(input) as Symbolic);
    const forked = tfl.model({
      inputs: input,
      outputs: tfl.layers.add().apply([a!, b!]) as Symbolic,
    });
    expect(() => leadingRun(forked)).toThrow(/begins with no layer or several$/);
  });
});

describe('activationFunction', () => {
  it('is the activation alone', async () => {
    const x = tf.tensor1d([-1, 0, 2]);
    const relu = activationFunction(tfl.layers.conv2d({ ...same, activation: 'relu' }));
    await expectClose(relu(x), [0, 0, 2], 0);
    expect(activationFunction(tfl.layers.conv2d(same))(x)).toBe(x);
    expect(activationFunction(tfl.layers.flatten())(x)).toBe(x);
  });
});
