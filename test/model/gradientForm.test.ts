import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { applyDifferentiably } from '../../src/model/evaluate';
import { callOn } from '../../src/model/graph';
import { seedWeights } from '../../support/models';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { naiveConv2d } from '../helpers/naiveConv2d';

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

  it('leaves channels first to the layer', () => {
    const first = convolution(
      { filters: 3, kernelSize: 2, dataFormat: 'channelsFirst' },
      [2, 6, 5],
    );
    const images = randomTensor([1, 2, 6, 5]);
    const y = apply(first, [images]) as tf.Tensor;
    expect(y.shape).toEqual([1, 3, 5, 4]);
  });
});
