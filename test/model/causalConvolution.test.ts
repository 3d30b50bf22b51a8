import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { fuseModel } from '../../src/fourier/fusion/fuseModel';
import { explainPlan } from '../../src/fourier/fusion/plan/explainPlan';
import { cascadeNetwork } from '../../src/fourier/networks/cascadeNetwork';
import { fusedNetwork } from '../../src/fourier/networks/fusedNetwork';
import { layerwiseNetwork } from '../../src/fourier/networks/layerwiseNetwork';
import { chainRule } from '../../src/gradients/chainRule';
import { convolutionVjp } from '../../src/gradients/convolutionVjp';
import { inputGradient } from '../../src/gradients/inputGradient';
import { lrp } from '../../src/relevance/lrp/lrp';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

const { layers } = tfl;
const [LENGTH, CHANNELS] = [9, 2];

interface Causal {
  readonly filters: number;
  readonly kernelSize: number;
  readonly dilationRate?: number;
  readonly strides?: number;
  readonly activation?: 'relu';
}

const activated: Causal[] = [
  { filters: 3, kernelSize: 3, dilationRate: 2, activation: 'relu' },
  { filters: 4, kernelSize: 2 },
  { filters: 3, kernelSize: 3, strides: 2, activation: 'relu' },
];
const linear: Causal[] = [
  { filters: 3, kernelSize: 3, dilationRate: 2 },
  { filters: 4, kernelSize: 2 },
];

/** tf.js computes no causal convolution: the same on images of one row, behind zeros. */
const onImages = ({ kernelSize, dilationRate = 1, strides = 1, ...rest }: Causal) => [
  layers.zeroPadding2d({
    padding: [
      [0, 0],
      [(kernelSize - 1) * dilationRate, 0],
    ],
  }),
  layers.conv2d({
    ...rest,
    kernelSize: [1, kernelSize],
    dilationRate: [1, dilationRate],
    strides: [1, strides],
  }),
];

/** A model of signals, and the same of images. */
function modelsOf(list: readonly Causal[], isClassifier = true) {
  const signals = tfl.sequential();
  const images = tfl.sequential();
  signals.add(layers.inputLayer({ inputShape: [LENGTH, CHANNELS] }));
  images.add(layers.inputLayer({ inputShape: [1, LENGTH, CHANNELS] }));
  for (const each of list) {
    signals.add(layers.conv1d({ ...each, padding: 'causal' }));
    for (const layer of onImages(each)) images.add(layer);
  }
  if (isClassifier) {
    signals.add(layers.globalAveragePooling1d());
    images.add(layers.globalAveragePooling2d({}));
    for (const model of [signals, images]) model.add(layers.dense({ units: 2 }));
  }
  const weights = signals.getWeights().map(({ shape }, i) => randomTensor(shape, 5 + i));
  signals.setWeights(weights);
  images.setWeights(weights.map((w) => (w.rank === 3 ? tf.expandDims(w, 0) : w)));
  return { signals, images };
}

const x = () => randomTensor([2, LENGTH, CHANNELS], 3);
const asImages = (signals: tf.Tensor) => tf.expandDims(signals, 1);
const asSignals = (images: tf.Tensor) => tf.squeeze(images, [1]);

afterEach(() => {
  tf.disposeVariables();
});

describe('causal convolutions', () => {
  it('are fused by every method', async () => {
    const { signals, images } = modelsOf(linear);
    const expected = images.predict(asImages(x())) as tf.Tensor;
    const [row] = explainPlan(signals);
    expect(row!.layers.length).toBe(linear.length + 1);
    for (const method of ['layered', 'direct'] as const) {
      const fused = fuseModel(signals, { plan: { [row!.run]: method } });
      await expectClose(fused.predict(x()) as tf.Tensor, expected, 1e-5);
    }
  });

  it('have the gradients and the relevance of what they are', async () => {
    const { signals, images } = modelsOf(activated);
    const options = { target: 1 };
    const gradient = asSignals(inputGradient(images, asImages(x()), options));
    await expectClose(inputGradient(signals, x(), options), gradient, 1e-5);
    await expectClose(chainRule(signals, x(), options).inputGradient, gradient, 1e-5);
    const relevance = asSignals(lrp(images, asImages(x()), options));
    await expectClose(lrp(signals, x(), options), relevance, 1e-5);
  });

  it('have the adjoint of what they are', async () => {
    const { signals, images } = modelsOf(linear, false);
    const c = randomTensor([2, LENGTH, 4], 8);
    const expected = asSignals(convolutionVjp(images, asImages(c)));
    await expectClose(convolutionVjp(signals, c), expected, 1e-5);
  });

  it.each(Object.entries({ cascadeNetwork, fusedNetwork, layerwiseNetwork }))(
    'are part of %s',
    async (_, makeNetwork) => {
      const { signals, images } = modelsOf([...linear, activated[2]!]);
      const network = makeNetwork(signals);
      await expectClose(network.predict(x()), images.predict(asImages(x())) as tf.Tensor, 1e-5);
      network.dispose();
    },
  );
});
