import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { deepTaylor } from '../../../src/relevance/lrp/composite';
import { deepTaylorDecomposition } from '../../../src/relevance/lrp/deepTaylorDecomposition';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { denseJacobian } from '../../helpers/denseJacobian';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveAlphaBeta, naiveZBox } from '../../helpers/naiveRules';

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

const conv = (more: object = {}) =>
  layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', ...more });

describe('deepTaylorDecomposition', () => {
  it('takes linear convolutions and the dense layer behind them as one map', async () => {
    const model = documentModel(6, [2, 3], 4);
    const x = tf.abs(randomTensor([1, 6, 6, 1], 3));
    // in matrix form: rows of the map by differentiating the model up to the first dense layer, without its ReLU
    const [k1, k2, hidden, b, last, c] = model.getWeights() as tf.Tensor[];
    const linear = tfl.sequential({
      layers: [
        layers.conv2d({
          ...{ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, padding: 'same', useBias: false },
        }),
        layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', useBias: false }),
        layers.flatten(),
        layers.dense({ units: 4 }),
      ],
    });
    linear.setWeights([k1!, k2!, hidden!, b!]);
    const a = Array.from(await x.data());
    const w = (await denseJacobian(linear).array()) as number[][];
    const z = Array.from(await (linear.predict(x) as tf.Tensor).data());
    const middle = z.map((value) => Math.max(value, 0));
    const v = (await last!.array()) as number[][];
    const bias = Array.from(await c!.data());
    const y = bias.map((value, k) => middle.reduce((sum, m, j) => sum + m * v[j]![k]!, value));
    const r = y.map((value, k) => (k === 1 ? value : 0));
    const between = naiveAlphaBeta({ a: middle, w: v, b: bias, r }, 1, 0);
    const biases = Array.from(await b!.data());
    const expected = naiveZBox({ a, w, b: biases, r: between }, 0, 1);
    await expectClose(deepTaylorDecomposition(model, x, { target: 1 }), expected, 1e-4);
    await expectNoLeak(() => deepTaylorDecomposition(model, x), 1);
  });

  it('takes models as they are where hidden values are not negative', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          conv({ inputShape: [7, 7, 1], activation: 'linear' }),
          layers.batchNormalization(),
          layers.reLU(),
          layers.maxPooling2d({ poolSize: 2 }),
          conv({ kernelSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const x = tf.abs(randomTensor([3, 7, 7, 1], 4));
    const options = { low: -1, high: 2, target: [1, 0, 1], batchSize: 2 };
    const { low, high } = options;
    await expectClose(
      deepTaylorDecomposition(model, x, options),
      lrp(model, x, { target: [1, 0, 1], composite: deepTaylor({ low, high }) }),
      1e-6,
    );
    expect((model.predict(x) as tf.Tensor).shape).toEqual([3, 2]);
  });

  it('gives no negative relevance for a positive output', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.inputLayer({ inputShape: [6, 6, 1] }),
          layers.batchNormalization(),
          conv({ padding: 'same', activation: 'linear' }),
          layers.flatten(),
          layers.dense({ units: 5, activation: 'relu' }),
          layers.dense({ units: 2 }),
        ],
      }),
      3,
    );
    const x = tf.abs(randomTensor([4, 6, 6, 1], 4));
    const y = (await (model.predict(x) as tf.Tensor2D).array()) as number[][];
    // the class that speaks for itself more
    const target = y.map(([a, b]) => (a! > b! ? 0 : 1));
    const maps = deepTaylorDecomposition(model, x, { target });
    const least = Array.from(await tf.min(tf.reshape(maps, [4, -1]), 1).data());
    const positive = least.filter((_, i) => y[i]![target[i]!]! > 0);
    expect(positive.length).toBeGreaterThan(0);
    for (const value of positive) expect(value).toBeGreaterThanOrEqual(-1e-6);
  });

  it.each([
    [0, 1, true],
    [-1, 0, true],
    [0.25, 1, false],
    [-1, -0.25, false],
  ])('takes zeros around images only where they lie in the box: %d to %d', (low, high, isIn) => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.zeroPadding2d({ inputShape: [3, 3, 1] }),
          conv({ name: 'first' }),
          layers.globalAveragePooling2d({}),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const x = tf.fill([1, 3, 3, 1], (low + high) / 2);
    const call = () => deepTaylorDecomposition(model, x, { low, high });
    if (isIn) expect(call().shape).toEqual(x.shape);
    else expect(call).toThrow("none below 0, but 'first' may get others");
  });

  it('says where it is not valid', async () => {
    const x = tf.ones([1, 7, 7, 1]);
    const refused = (list: tfl.layers.Layer[], name: string) => {
      const input = layers.inputLayer({ inputShape: [7, 7, 1] });
      const model = seedWeights(tfl.sequential({ layers: [input, ...list] }));
      return expectRefusal(
        () => deepTaylorDecomposition(model, x),
        new RegExp(
          `^deepTaylorDecomposition: the first layer must get values of the box, later ones none below 0, but '${name}' may get others; lrp with deepTaylor\\(\\) takes it as it is$`,
        ),
      );
    };
    const rest = () => [layers.globalAveragePooling2d({}), layers.dense({ units: 2 })];
    const linear = { activation: 'linear' };
    await refused([conv(linear), conv({ name: 'second' }), ...rest()], 'second');
    // not collapsed, for want of a dense layer, and out of the box
    await refused([layers.batchNormalization(), conv({ name: 'first' }), ...rest()], 'first');
    await refused(
      [conv(), conv({ activation: 'tanh' }), conv({ name: 'third' }), ...rest()],
      'third',
    );
    await refused(
      [
        layers.separableConv2d({ filters: 2, kernelSize: 3, name: 'both' }),
        layers.reLU(),
        ...rest(),
      ],
      'both',
    );
  });
});
