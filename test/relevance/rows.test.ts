import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { chainRule } from '../../src/gradients/chainRule';
import { frequencyFlipping } from '../../src/relevance/evaluation/frequencyFlipping';
import { pixelFlipping } from '../../src/relevance/evaluation/pixelFlipping';
import { spectralRelevance } from '../../src/relevance/frequency/spectralRelevance';
import { lrp } from '../../src/relevance/lrp/lrp';
import { gradCam } from '../../src/relevance/methods/gradCam';
import { gradientTimesInput } from '../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../src/relevance/methods/integratedGradients';
import { occlusion } from '../../src/relevance/methods/occlusion';
import { smoothGrad } from '../../src/relevance/methods/smoothGrad';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose, relativeError } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const { layers } = tfl;

/** Layers behind a reshaping, and the shape that it gives. */
interface Case {
  readonly shape: [number, number] | [number, number, number];
  readonly make: (inputShape: object) => tfl.layers.Layer[];
}

const head = () => [layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })];
const signal = (inputShape: object) => [
  layers.conv1d({ ...inputShape, filters: 4, kernelSize: 3, activation: 'relu' }),
  layers.averagePooling1d({ poolSize: 2, strides: 2 }),
  ...head(),
];
const image = (inputShape: object) => [
  layers.conv2d({ ...inputShape, filters: 4, kernelSize: 2, activation: 'relu' }),
  ...head(),
];

const cases: Readonly<Record<string, Case>> = {
  signals: { shape: [12, 1], make: signal },
  'signals of two channels': { shape: [6, 2], make: signal },
  images: { shape: [3, 4, 1], make: image },
  'images of two channels': { shape: [3, 2, 2], make: image },
};

/** A model on rows of 12 numbers, and the same layers without the reshaping. */
function modelsOf({ shape, make }: Case) {
  const reshape = layers.reshape({ inputShape: [12], targetShape: shape });
  const model = seedWeights(tfl.sequential({ layers: [reshape, ...make({})] }), 2);
  const inner = tfl.sequential({ layers: make({ inputShape: shape }) });
  inner.setWeights(model.getWeights());
  return { model, inner };
}

const rows = () => randomTensor<tf.Rank.R2>([3, 12], 7);

afterAll(() => {
  tf.disposeVariables();
});

describe.each(Object.entries(cases))('rows that a model reshapes into %s', (_title, one) => {
  const { model, inner } = modelsOf(one);
  const shaped = (x: tf.Tensor) => tf.reshape(x, [-1, ...one.shape]);

  it('have the relevance of what they are reshaped into', async () => {
    const x = rows();
    const methods: Record<string, (of: tfl.LayersModel, x: tf.Tensor) => tf.Tensor> = {
      gradientTimesInput: (of, some) => gradientTimesInput(of, some, { batchSize: 2 }),
      integratedGradients: (of, some) => integratedGradients(of, some, { steps: 5 }),
      smoothGrad: (of, some) => smoothGrad(of, some, { sigma: 0 }),
      lrp: (of, some) => lrp(of, some),
      inputGradient: (of, some) => chainRule(of, some, { layer: 1 }).inputGradient,
    };
    for (const by of Object.values(methods)) {
      const expected = by(inner, shaped(x));
      await expectClose(by(model, x), tf.reshape(expected, [3, 12]), 1e-5);
    }
  });

  it('have the Grad-CAM map of these, spread over their channels', async () => {
    const x = rows();
    for (const smooth of [false, true]) {
      const map = gradCam(inner, shaped(x), { layer: 0, smooth });
      const spread = tf.concat(new Array<tf.Tensor>(one.shape.at(-1)!).fill(map), -1);
      const actual = gradCam(model, x, { layer: 1, smooth, batchSize: 2 });
      expect(actual.shape).toEqual([3, 12]);
      await expectClose(actual, tf.reshape(spread, [3, 12]), 1e-5);
    }
    await expectNoLeak(() => gradCam(model, x, { layer: 1 }), 1);
  });
});

describe('rows', () => {
  const { model, inner } = modelsOf(cases['signals'] as Case);
  const asSignal = (x: tf.Tensor) => tf.reshape(x, [-1, 12, 1]) as tf.Tensor3D;

  it('are hidden, flipped and transformed as signals of one channel', async () => {
    const x = rows();
    const wide = asSignal(x);
    const window = { window: [5], stride: [2] };
    const hidden = occlusion(inner, wide, window);
    await expectClose(occlusion(model, x, window), tf.reshape(hidden, [3, 12]), 1e-5);
    const spectral = spectralRelevance(inner, wide);
    await expectClose(spectralRelevance(model, x), tf.reshape(spectral, [3, 12]), 1e-5);
    const maps = gradientTimesInput(model, x);
    const flipped = await pixelFlipping(model, x, maps, { steps: 6, batchSize: 2 });
    const expected = await pixelFlipping(inner, wide, asSignal(maps), { steps: 6 });
    await expectClose(flipped.curve, expected.curve, 1e-5);
    expect(new Set(flipped.curve).size).toBe(7);
    for (const order of ['lowestFirst', 'relevance'] as const) {
      const by = order === 'relevance' ? [spectralRelevance(model, x), spectral] : [order, order];
      const [waves, same] = [
        await frequencyFlipping(model, x, by[0]!, { steps: 4 }),
        await frequencyFlipping(inner, wide, by[1]!, { steps: 4 }),
      ];
      await expectClose(waves.curve, same.curve, 1e-5);
    }
  });

  it('drop by hand what a window hides', async () => {
    const weights = tf.tensor2d([1, -2, 3, 4, -5], [5, 1]);
    const f = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, weights);
    const x = tf.tensor2d([2, 1, 1, 3, 1], [1, 5]);
    // the drops 2 - 2 and 3 + 12 of windows of two, and -5 of the last
    const relevance = occlusion(f, x, { window: [2] });
    await expectClose(relevance, [0, 0, 7.5, 7.5, -5], 1e-6);
  });

  it('have the spectral relevance of the naive transform', async () => {
    const weights = tf.tensor2d([1, -2, 3, 4, -5], [5, 1]);
    const f = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, weights);
    const x = tf.tensor2d([2, 1, 1, 3, 1], [1, 5]);
    const dft = (values: number[]) => {
      const bins = [0, 1, 2, 3, 4];
      const part = (wave: (angle: number) => number, k: number) =>
        values.reduce((sum, v, n) => sum + v * wave((-2 * Math.PI * k * n) / 5), 0);
      return bins.map((k) => [part(Math.cos, k), part(Math.sin, k)] as const);
    };
    const [X, S] = [dft([2, 1, 1, 3, 1]), dft([1, -2, 3, 4, -5])];
    const expected = X.map(([re, im], k) => (re * S[k]![0] + im * S[k]![1]) / 5);
    await expectClose(spectralRelevance(f, x), expected, 1e-5);
  });

  it('need a window for their axis, and maps of their length', async () => {
    const x = rows();
    await expectRefusal(
      () => occlusion(model, x, { window: [2, 2] }),
      /^occlusion: window needs 1 numbers, one for each axis of x, but it is \[2, 2\]$/,
    );
    const short = tf.zeros([3, 11]);
    await expectRefusal(
      () => pixelFlipping(model, x, short),
      /^pixelFlipping: relevance must be of x's size \[3,12\], but its shape is \[3,11\]$/,
    );
  });
});

describe('gradCam', () => {
  it('resizes the maps of signals that no layer of tf.js makes to rows', async () => {
    class Frames extends layers.Layer {
      static className = 'TestFrames';
      override computeOutputShape() {
        return [null, 6, 2];
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.abs(tf.reshape([inputs].flat()[0] as tf.Tensor, [-1, 6, 2]));
      }
    }
    const model = seedWeights(
      tfl.sequential({ layers: [new Frames({ inputShape: [12] }), ...signal({})] }),
      2,
    );
    const { inner } = modelsOf({ shape: [6, 2], make: signal });
    inner.setWeights(model.getWeights());
    const x = rows();
    const frames = tf.abs(tf.reshape(x, [3, 6, 2]));
    const map = gradCam(model, x, { layer: 1 });
    expect(map.shape).toEqual([3, 12]);
    // four values of the layer, three times each
    const same = gradCam(inner, frames, { layer: 0 });
    const four = tf.concat(
      [0, 2, 3, 5].map((at) => tf.slice(same, [0, at, 0], [3, 1, 1])),
      1,
    );
    const thrice = tf.reshape(tf.mul(four, tf.ones([1, 1, 3])), [3, 12]);
    await expectClose(map, thrice, 1e-5);
  });

  it('keeps the places of spectrograms that become images', async () => {
    const make = (inputShape: object) => image(inputShape);
    const reshape = layers.reshape({ inputShape: [5, 4], targetShape: [5, 4, 1] });
    const model = seedWeights(tfl.sequential({ layers: [reshape, ...make({})] }), 2);
    const inner = tfl.sequential({ layers: make({ inputShape: [5, 4, 1] }) });
    inner.setWeights(model.getWeights());
    const x = randomTensor<tf.Rank.R3>([2, 5, 4], 9);
    const map = gradCam(model, x, { layer: 1 });
    const expected = gradCam(inner, tf.expandDims(x, 3), { layer: 0 });
    await expectClose(map, tf.squeeze(expected, [3]), 1e-5);
    expect(await relativeError(map, tf.zerosLike(map))).toBeGreaterThan(0);
  });
});
