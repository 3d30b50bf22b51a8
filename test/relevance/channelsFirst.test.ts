import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import * as fx from '../../src';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectRefusal } from '../helpers/leaks';

const { layers } = tfl;
type Format = 'channelsFirst' | 'channelsLast';

/** Convolutions of all kinds, poolings and a normalisation, on 6 x 5 pixels of 2 channels. */
function network(dataFormat: Format): tfl.LayersModel {
  const isFirst = dataFormat === 'channelsFirst';
  return tfl.sequential({
    layers: [
      layers.conv2d({
        ...{ filters: 4, kernelSize: 3, padding: 'same', dataFormat },
        inputShape: isFirst ? [2, 6, 5] : [6, 5, 2],
      }),
      layers.batchNormalization({ axis: isFirst ? 1 : -1 }),
      layers.reLU(),
      layers.maxPooling2d({ poolSize: 2, dataFormat }),
      layers.depthwiseConv2d({ kernelSize: 2, dataFormat, activation: 'relu' }),
      layers.separableConv2d({
        filters: 3,
        kernelSize: 2,
        padding: 'same',
        dataFormat,
        activation: 'relu',
      }),
      layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2, dataFormat }),
      layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same', dataFormat }),
      layers.flatten({ dataFormat }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
}

const toFirst = (x: tf.Tensor) => tf.transpose(x, [0, 3, 1, 2]);
const images = () => randomTensor<tf.Rank.R4>([2, 6, 5, 2], 5);

afterEach(() => {
  tf.disposeVariables();
});

describe('a model with channels first', () => {
  type Method = (model: tfl.LayersModel, x: tf.Tensor) => tf.Tensor;
  const methods: Record<string, Method> = {
    lrp: (model, x) => fx.lrp(model, x),
    'lrp of γ': (model, x) =>
      fx.lrp(model, x, { composite: fx.composeRules({ convolution: fx.gammaRule() }) }),
    'lrp of a rule by index': (model, x) =>
      fx.lrp(model, x, { composite: fx.composeRules({ layers: { 0: fx.zBoxRule(-1, 1) } }) }),
    inputGradient: (model, x) => fx.inputGradient(model, x),
    integratedGradients: (model, x) => fx.integratedGradients(model, x, { steps: 5 }),
    taylorDecomposition: (model, x) => fx.taylorDecomposition(model, x),
  };

  it.each(Object.entries(methods))('has the maps of channels last: %s', async (_, method) => {
    const [first, last] = [network('channelsFirst'), network('channelsLast')].map((model) =>
      seedWeights(model, 4),
    ) as [tfl.LayersModel, tfl.LayersModel];
    const x = images();
    const map = method(first, toFirst(x));
    expect(map.shape).toEqual([2, 2, 6, 5]);
    await expectClose(map, toFirst(method(last, x)), 1e-4);
  });

  it('has a receipt that names no layer', async () => {
    const model = seedWeights(network('channelsFirst'), 4);
    const x = toFirst(images());
    for (const row of await fx.conservationReport(model, x, fx.lrp(model, x))) {
      expect(row.layersWithoutRule).toEqual([]);
      expect(Math.abs(row.residual!)).toBeLessThan(1e-3 * (Math.abs(row.output) + 1));
    }
  });

  type Call = (model: tfl.LayersModel, x: tf.Tensor4D) => unknown;
  const refusing: Record<string, Call> = {
    gradCam: (model, x) => fx.gradCam(model, x),
    occlusion: (model, x) => fx.occlusion(model, x, { window: [2, 2] }),
    spectralRelevance: (model, x) => fx.spectralRelevance(model, x),
    taylorDecomposition: (model, x) =>
      fx.taylorDecomposition(model, x, { rootPoint: fx.gaussianRoot(1) }),
    taylorReport: (model, x) => fx.taylorReport(model, x, { rootPoint: fx.nearestRoot(2) }),
    pixelFlipping: (model, x) => fx.pixelFlipping(model, x, x),
    frequencyInsertion: (model, x) => fx.frequencyInsertion(model, x, x),
    fourierHeatmap: (model, x) => fx.fourierHeatmap(model, x, [0, 1], { norm: 1 }),
    selectKernels: (model, x) => fx.selectKernels(model, x),
    approximateModel: (model) => fx.approximateModel(model, [0]),
    kernelActivations: (model, x) => fx.kernelActivations(model, x, [0]),
  };

  it.each(Object.entries(refusing))('is refused by %s, which reads images', async (name, call) => {
    const model = network('channelsFirst');
    const x = randomTensor<tf.Rank.R4>([2, 2, 6, 5], 5);
    const rule = new RegExp(
      `^${name}: images and signals must have channels last, but Conv2D '${model.layers[0]!.name}' takes channels first`,
    );
    await expectRefusal(() => call(model, x), rule);
  });

  it('may have channels last at its input', async () => {
    const inner = seedWeights(network('channelsFirst'), 4);
    const last = seedWeights(network('channelsLast'), 4);
    const toItsOwn = layers.permute({ dims: [3, 1, 2], inputShape: [6, 5, 2] });
    const model = tfl.sequential({ layers: [toItsOwn, inner] });
    const x = images();
    const options = { window: [3, 3] };
    await expectClose(fx.occlusion(model, x, options), fx.occlusion(last, x, options), 1e-4);
    await expectClose(fx.lrp(model, x), fx.lrp(last, x), 1e-4);
  });
});
