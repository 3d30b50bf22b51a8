import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { headGradient, inputGradient } from '../../src/gradients/inputGradient';
import { applyCall, applyDifferentiably } from '../../src/model/evaluate';
import { callOn } from '../../src/model/graph';
import { splitModel } from '../../src/model/splitModel';
import { seedWeights } from '../../support/models';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveConv2d } from '../helpers/naiveConv2d';

const first = { dataFormat: 'channelsFirst' } as const;

type Args = Parameters<typeof tfl.layers.conv2d>[0];

function convolution(args: Args, inputShape = [6, 5, 2]): tfl.layers.Layer {
  const layer = tfl.layers.conv2d({ inputShape, ...args });
  seedWeights(tfl.sequential({ layers: [layer] }));
  return layer;
}

const apply = (layer: tfl.layers.Layer, inputs: tf.Tensor[]) =>
  applyDifferentiably(callOn(layer, [], []), inputs);

afterEach(() => {
  tf.disposeVariables();
});

describe('applyDifferentiably', () => {
  it.each<Args>([
    { filters: 3, kernelSize: 3, padding: 'same', biasInitializer: 'ones' },
    { filters: 2, kernelSize: [2, 4], activation: 'relu' },
    { filters: 2, kernelSize: 3, padding: 'same', strides: [2, 1], useBias: false },
    { filters: 2, kernelSize: 2, dilationRate: [2, 1], activation: 'sigmoid' },
  ])('gives what the layer gives: %j', async (args) => {
    const layer = convolution(args);
    const x = randomTensor([2, 6, 5, 2], 5);
    await expectClose(apply(layer, [x]) as tf.Tensor, layer.apply(x) as tf.Tensor, 1e-6);
    await expectNoLeak(() => apply(layer, [x]), 1);
  });

  it('can be differentiated in x on every backend', async () => {
    const layer = convolution({ filters: 3, kernelSize: [2, 3], padding: 'same' });
    const x = randomTensor([2, 6, 5, 2], 5);
    const w = randomArray(2 * 6 * 5 * 3, 6);
    const dx = tf.grad((image: tf.Tensor) => {
      const y = apply(layer, [image]) as tf.Tensor;
      return tf.sum(tf.mul(y, tf.tensor4d(w, [2, 6, 5, 3])));
    })(x);
    const kernel = layer.getWeights()[0] as tf.Tensor4D;
    const geometry = {
      x: [2, 6, 5, 2],
      filter: kernel.shape,
      strides: [1, 1],
      dilations: [1, 1],
      before: [0, 1],
      out: [6, 5],
    } as const;
    const expected = naiveConv2d(geometry, await x.data(), await kernel.data(), () => w);
    await expectClose(dx, expected.dx, 1e-6);
  });

  it.each([
    [
      'a dense layer',
      [3],
      () => tfl.layers.dense({ units: 2, activation: 'tanh', inputShape: [3] }),
    ],
    [
      'a dilated Conv1D',
      [9, 2],
      () =>
        tfl.layers.conv1d({
          filters: 3,
          kernelSize: 3,
          dilationRate: 2,
          padding: 'same',
          inputShape: [9, 2],
        }),
    ],
    [
      'a strided Conv1D',
      [9, 2],
      () => tfl.layers.conv1d({ filters: 3, kernelSize: 4, strides: 2, inputShape: [9, 2] }),
    ],
    [
      'a mean over a window that reaches beyond the image',
      [7, 6, 2],
      () =>
        tfl.layers.averagePooling2d({
          ...{ poolSize: [3, 2], strides: [2, 1], padding: 'same', inputShape: [7, 6, 2] },
        }),
    ],
    [
      'a mean of signals beyond their ends',
      [8, 2],
      () =>
        tfl.layers.averagePooling1d({
          ...{ poolSize: 4, strides: 3, padding: 'same', inputShape: [8, 2] },
        }),
    ],
  ])('gives what %s gives, and its slope in x', async (_name, shape, make) => {
    const layer = make();
    seedWeights(tfl.sequential({ layers: [layer] }));
    const x = randomTensor([2, ...shape], 3);
    await expectClose(apply(layer, [x]) as tf.Tensor, layer.apply(x) as tf.Tensor, 1e-6);
    const dx = tf.grad((input: tf.Tensor) => tf.sum(apply(layer, [input]) as tf.Tensor))(x);
    const step = tf.mul(randomTensor([2, ...shape], 4), 1e-2);
    const sums = [1, -1].map((sign) =>
      tf.sum(layer.apply(tf.add(x, tf.mul(step, sign))) as tf.Tensor),
    );
    const slope = tf.div(tf.sub(sums[0] as tf.Tensor, sums[1] as tf.Tensor), 2);
    await expectClose(tf.sum(tf.mul(dx, step)), slope, 2e-3);
  });

  it.each([
    {
      name: 'a mean with padding same, channels first',
      make: () => tfl.layers.averagePooling2d({ poolSize: 2, padding: 'same', ...first }),
      x: () => tf.ones([1, 1, 3, 3]),
      dx: [0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1],
    },
    {
      name: 'a mean of volumes with padding same',
      make: () => tfl.layers.averagePooling3d({ poolSize: 2, padding: 'same' }),
      x: () => tf.ones([1, 1, 1, 3, 1]),
      dx: [0.5, 0.5, 1],
    },
    {
      name: 'the first of equal largest values, channels first',
      make: () => tfl.layers.globalMaxPooling2d(first),
      x: () => tf.tensor4d([3, 1, 3, 3], [1, 1, 2, 2]),
      dx: [1, 0, 0, 0],
    },
    {
      name: 'repeated values, channels first, of two samples',
      make: () => tfl.layers.upSampling2d({ size: [1, 3], ...first }),
      x: () => tf.ones([2, 1, 2, 1]),
      dx: [3, 3, 3, 3],
    },
    {
      name: 'a normalisation without a factor',
      make: () => tfl.layers.batchNormalization({ scale: false, epsilon: 0 }),
      x: () => tf.ones([2, 3]),
      // variances of 1 when new
      dx: [1, 1, 1, 1, 1, 1],
    },
    {
      name: 'a row without a value that is not masked',
      make: () => tfl.layers.masking({ maskValue: 2 }),
      x: () => tf.tensor3d([2, 2, 2, 1], [1, 2, 2]),
      dx: [0, 0, 1, 1],
    },
    {
      name: 'the middle of an image',
      make: () => tfl.layers.centerCrop({ height: 1, width: 1 }),
      x: () => tf.ones([1, 3, 3, 1]),
      dx: [0, 0, 0, 0, 1, 0, 0, 0, 0],
    },
  ])('takes the gradient to $name', async ({ make, x: input, dx }) => {
    const [layer, x] = [make() as tfl.layers.Layer, input() as tf.Tensor];
    layer.build(x.shape);
    const f = (at: tf.Tensor) => tf.sum(apply(layer, [at]) as tf.Tensor);
    await expectClose(tf.grad(f)(x), dx, 1e-6);
  });

  it('normalises rows, as the layer should', async () => {
    const layer = tfl.layers.batchNormalization({ axis: 1, epsilon: 0 });
    layer.build([1, 2, 3]);
    layer.setWeights([tf.tensor1d([2, 3]), tf.tensor1d([1, -1]), tf.zeros([2]), tf.ones([2])]);
    const x = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3]);
    const expected = [3, 5, 7, 11, 14, 17];
    await expectClose(apply(layer, [x]) as tf.Tensor, expected, 1e-6);
    await expectClose(applyCall(callOn(layer, [], []), [x]) as tf.Tensor, expected, 1e-6);
  });

  it('refuses what has no gradient, and what tf.js cannot do, before anything is left behind', async () => {
    const indices = tf.tensor2d([0, 1], [1, 2]);
    const table = tfl.layers.embedding({ inputDim: 2, outputDim: 3, inputLength: 2 });
    const words = tfl.sequential({
      layers: [table, tfl.layers.flatten(), tfl.layers.dense({ units: 2 })],
    });
    const rule = /no gradient passes Embedding '\w+', as its inputs are indices: split the model/;
    await expectRefusal(() => inputGradient(words, indices), rule);
    const { g, h } = splitModel(words, 0);
    const vectors = g.predict(indices) as tf.Tensor;
    expect(headGradient(h, vectors).shape).toEqual([1, 2, 3]);
    const inner = tfl.layers.softmax({ axis: 1 });
    const x = tf.ones([1, 2, 3]);
    await expectRefusal(
      () => apply(inner, [x]),
      /^tf.js cannot apply Softmax '\w+': Softmax along a non-last dimension/,
    );
  });

  it('takes channels first as they are', () => {
    const first = convolution(
      { filters: 3, kernelSize: 2, dataFormat: 'channelsFirst' },
      [2, 6, 5],
    );
    const images = randomTensor([1, 2, 6, 5]);
    const y = apply(first, [images]) as tf.Tensor;
    expect(y.shape).toEqual([1, 3, 5, 4]);
  });
});
