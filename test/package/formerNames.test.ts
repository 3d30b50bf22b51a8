import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as fx from '../../src/index';
import { registerWasmKernels } from '../../src/wasm/index';
import { documentModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

describe('former names of functions and colours', () => {
  it.each([
    ['measureCosts', fx.calibrate, fx.measureCosts],
    ['composeRules', fx.composite, fx.composeRules],
    ['overlayHeatmap', fx.overlay, fx.overlayHeatmap],
    ['divergingColors', fx.diverging, fx.divergingColors],
    ['sequentialColors', fx.sequential, fx.sequentialColors],
    ['grayColors', fx.gray, fx.grayColors],
  ])('are those of %s', (_, former, now) => {
    expect(former).toBe(now);
  });
});

const model = documentModel(6, [2, 3]);
const x = randomTensor([2, 6, 6, 1], 3);
const spectrum = tf.tensor1d([1, 2, 3, 4]);
const wavenumbers = [1600, 1640, 1680, 1720];

type Call = (options: object) => unknown;
const calls: [string, Call, former: object, now: object][] = [
  ['chainRule', (o) => fx.chainRule(model, x, o).headGradient, { at: 0 }, { layer: 0 }],
  ['kernelActivations', (o) => fx.kernelActivations(model, x, [1], o), { at: 0 }, { layer: 0 }],
  [
    'approximateModel',
    (o) => fx.approximateModel(model, [1], o).predict(x),
    { at: 0 },
    { layer: 0 },
  ],
  [
    'occlusion',
    (o) => fx.occlusion(model, x, { window: [3, 3], target: 0, ...o }),
    { stride: [1, 2] },
    { strides: [1, 2] },
  ],
  [
    'integralNormalize',
    (o) => fx.integralNormalize(spectrum, wavenumbers, o),
    { min: 1600, max: 1680 },
    { low: 1600, high: 1680 },
  ],
];

describe('former names of options', () => {
  it.each(calls)('%s takes them', async (_, call, former, now) => {
    const [actual, expected, usual] = [former, now, {}].map((o) => call(o) as tf.Tensor);
    await expectClose(actual!, expected!, 0);
    // the option changes something, so that taking it can be told from passing over it
    const same = async () => expectClose(actual!, usual!, 0);
    await expect(same()).rejects.toThrow();
  });

  it.each(calls)('%s refuses both at once', (name, call, former, now) => {
    expect(() => call({ ...former, ...now })).toThrow(
      new RegExp(`^${name}: '\\w+' is the former name of '\\w+': give only '\\w+'$`),
    );
  });

  it('selectKernels takes them', async () => {
    const kernels = (await fx.selectKernels(model, x, { at: 0 })).histogram.length;
    expect(kernels).toBe(2);
  });

  it('learningRateRangeTest takes them', async () => {
    registerWasmKernels();
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
    const y = tf.oneHot([0, 1], 2);
    const options = { minimum: 0.01, maximum: 0.04, steps: 3 };
    const { learningRates } = await fx.learningRateRangeTest(model, x, y, options);
    expect(learningRates).toEqual([0.01, 0.02, 0.04].map((rate) => expect.closeTo(rate, 9)));
  });
});
