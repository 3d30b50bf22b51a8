import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as fx from '../../src';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { imagesGraphModel, rowsGraphModel } from '../helpers/graphModel';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { finiteDifferences } from '../helpers/naiveModel';

const target = 1;
const x = () => randomTensor<tf.Rank.R2>([2, 3], 5);
const images = () => randomTensor<tf.Rank.R4>([2, 5, 4, 2], 6);
const kernel = () => randomTensor<tf.Rank.R4>([3, 3, 2, 3], 7);
let rows: GraphModel;
let ofImages: GraphModel;

beforeAll(async () => {
  rows = await rowsGraphModel(weights());
  ofImages = await imagesGraphModel([5, 4], kernel());
});
afterEach(() => {
  tf.disposeVariables();
});

const weights = () => ({
  w1: randomTensor([3, 4], 1),
  b: randomTensor([4], 2),
  w2: randomTensor([4, 2], 3),
});

/** y of one row for the target, by the definition in float64. */
function naive(row: ArrayLike<number>): number {
  const [w1, w2] = [randomArray(12, 1), randomArray(8, 3)];
  const hidden = Array.from(randomArray(4, 2), (shift, k) =>
    Math.tanh(Array.from(row).reduce((sum, value, j) => sum + value * w1[4 * j + k]!, shift)),
  );
  return hidden.reduce((sum, value, k) => sum + value * w2[2 * k + target]!, 0);
}

async function naiveGradient(): Promise<number[]> {
  const values = await x().data<'float32'>();
  return [0, 1].flatMap((i) => finiteDifferences(naive, values.slice(3 * i, 3 * i + 3)));
}

/** What the graph model of images gives, written out. */
const ofImagesByHand = (input: tf.Tensor) =>
  tf.mean(tf.relu(tf.conv2d(input as tf.Tensor4D, kernel(), 1, 'same')), [1, 2]);

describe('a tf.GraphModel', () => {
  it('has the gradient of its predict', async () => {
    const expected = await naiveGradient();
    await expectClose(fx.inputGradient(rows, x(), { target }), expected, 1e-5);
    await expectClose(fx.headGradient(rows, x(), { target }), expected, 1e-5);
    const product = tf.mul(x(), tf.tensor(expected, [2, 3]));
    await expectClose(fx.gradientTimesInput(rows, x(), { target }), product, 1e-5);
    await expectClose(
      fx.taylorDecomposition(rows, tf.zeros([2, 3]), { target }),
      tf.zeros([2, 3]),
      0,
    );
    const input = x();
    await expectNoLeak(() => fx.inputGradient(rows, input, { target }), 1);
  });

  it('has integrated gradients that add up', async () => {
    const values = await x().data<'float32'>();
    const difference = (i: number) => naive(values.slice(3 * i, 3 * i + 3)) - naive([0, 0, 0]);
    const map = fx.integratedGradients(rows, x(), { target });
    await expectClose(tf.sum(map, 1), [difference(0), difference(1)], 1e-5);
  });

  type Method = (model: fx.Differentiable, input: tf.Tensor4D) => tf.Tensor | Promise<object>;
  const methods: Record<string, Method> = {
    inputGradient: (model, input) => fx.inputGradient(model, input),
    integratedGradients: (model, input) => fx.integratedGradients(model, input, { steps: 5 }),
    smoothGrad: (model, input) => fx.smoothGrad(model, input, { samples: 2, seed: 3 }),
    occlusion: (model, input) => fx.occlusion(model, input, { window: [2, 2] }),
    taylorDecomposition: (model, input) =>
      fx.taylorDecomposition(model, input, { rootPoint: fx.gaussianRoot(1) }),
    taylorReport: (model, input) => fx.taylorReport(model, input),
    spectralRelevance: (model, input) => fx.spectralRelevance(model, input),
    conservationReport: (model, input) => fx.conservationReport(model, input, input),
    pixelFlipping: (model, input) => fx.pixelFlipping(model, input, input, { steps: 3 }),
    pixelInsertion: (model, input) => fx.pixelInsertion(model, input, input, { steps: 3 }),
    frequencyFlipping: (model, input) => fx.frequencyFlipping(model, input, input, { steps: 3 }),
    fourierHeatmap: async (model, input) => {
      const { errorRate } = await fx.fourierHeatmap(model, input, [0, 1], { norm: 1, seed: 2 });
      return { errorRate: await errorRate.data() };
    },
  };

  it.each(Object.entries(methods))('goes through %s as a function does', async (_, method) => {
    const [found, expected] = [method(ofImages, images()), method(ofImagesByHand, images())];
    if (expected instanceof tf.Tensor) await expectClose(found as tf.Tensor, expected, 1e-6);
    else expect(JSON.stringify(await found)).toBe(JSON.stringify(await expected));
  });

  it('is refused where several outputs leave open which is meant', async () => {
    const model = await rowsGraphModel(weights(), true);
    expect(() => fx.inputGradient(model, x())).toThrow(
      /^inputGradient: the tf.GraphModel must have one output/,
    );
  });

  it('takes a function of several outputs', async () => {
    const model = await rowsGraphModel(weights(), true);
    const second = (outputs: tf.Tensor[]) =>
      tf.reshape(tf.slice(outputs[0]!, [0, 1], [-1, 1]), [-1]);
    const gradient = fx.inputGradient(model, x(), { target: second });
    await expectClose(gradient, await naiveGradient(), 1e-5);
  });

  const ofLayers: Record<string, (model: LayersModel, images: tf.Tensor4D) => unknown> = {
    splitModel: (model) => fx.splitModel(model),
    chainRule: (model, images) => fx.chainRule(model, images),
    lrp: (model, images) => fx.lrp(model, images),
    deepTaylorDecomposition: (model, images) => fx.deepTaylorDecomposition(model, images),
    gradCam: (model, images) => fx.gradCam(model, images),
    exactIntegratedGradients: (model, images) => fx.exactIntegratedGradients(model, images),
    fuseModel: (model) => fx.fuseModel(model),
    collapseModel: (model) => fx.collapseModel(model),
    explainPlan: (model) => fx.explainPlan(model),
    layerwiseNetwork: (model) => fx.layerwiseNetwork(model),
    cascadeNetwork: (model) => fx.cascadeNetwork(model),
    fusedNetwork: (model) => fx.fusedNetwork(model),
    accumulatedError: (model, images) => fx.accumulatedError(model, images),
    convolutionVjp: (model, images) => fx.convolutionVjp(model, images),
    convolutionJvp: (model, images) => fx.convolutionJvp(model, images),
    convolutionJacobian: (model) => fx.convolutionJacobian(model),
    selectKernels: (model, images) => fx.selectKernels(model, images),
    approximateModel: (model) => fx.approximateModel(model, [0]),
    kernelActivations: (model, images) => fx.kernelActivations(model, images, [0]),
  };

  it.each(Object.entries(ofLayers))('is refused by %s, which needs layers', async (name, call) => {
    const images = randomTensor<tf.Rank.R4>([2, 5, 4, 2], 6);
    const message = new RegExp(
      `^${name}: model must be a tf.LayersModel, but it is a tf.GraphModel.*: layersFromGraph of fourier-xai\\/load`,
    );
    await expectRefusal(() => call(ofImages as unknown as LayersModel, images), message);
  });
});
