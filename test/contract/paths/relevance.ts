import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  composeRules,
  conservationReport,
  deepTaylorDecomposition,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  gradientTimesInput,
  heatmap,
  lrp,
} from 'fourier-xai';
import { expect, it } from 'vitest';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';
import { naiveModel } from '../../helpers/naiveModel';

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

const conv = (filters: number, more: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false, ...more });
const on = (layer: tfl.layers.Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;

/** A network of ReLUs of all kinds of layers, without biases. */
function residual(): tfl.LayersModel {
  const input = tfl.input({ shape: [9, 8, 2] });
  const first = on(conv(4, { activation: 'relu' }), input);
  const deep = on(
    layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
    first,
  );
  const sum = on(layers.add(), [first, on(layers.leakyReLU({ alpha: 0.2 }), deep)]);
  const pooled = on(layers.maxPooling2d({ poolSize: 2 }), sum);
  const mean = on(layers.averagePooling2d({ poolSize: 2, strides: 1 }), pooled);
  const joined = on(layers.concatenate(), [mean, on(layers.cropping2D({ cropping: [[1, 0], [0, 1]] }), pooled)]); // biome-ignore format: one line
  const up = on(
    layers.upSampling2d({ size: [2, 2] }),
    on(layers.zeroPadding2d({ padding: [1, 1] }), joined),
  );
  const last = on(conv(3, { strides: 2, activation: 'relu' }), up);
  const flat = on(layers.flatten(), on(layers.permute({ dims: [2, 1, 3] }), last));
  const outputs = on(layers.dense({ units: 3, useBias: false }), flat);
  return seedWeights(tfl.model({ inputs: input, outputs }), 3);
}

const sums = (x: tf.Tensor) => tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1);
const zero = composeRules({ convolution: epsilonRule(0), dense: epsilonRule(0) });

export function testRelevance(): void {
  it('relevance by LRP is gradient times input, adds up to the logit, and becomes a picture', async () => {
    const model = residual();
    const x = randomTensor([3, 9, 8, 2], 7);
    const options = { target: [2, 0, 1] };
    const relevance = lrp(model, x, { ...options, composite: zero });
    await expectClose(relevance, gradientTimesInput(model, x, options), 1e-2);
    const y = (await (model.predict(x) as tf.Tensor2D).array()) as number[][];
    await expectClose(
      sums(relevance),
      y.map((row, i) => row[options.target[i]!]!),
      1e-2,
    );
    await expectNoLeak(() => lrp(model, x, { composite: epsilonGammaBox(-1, 1) }), 1);
    expect(heatmap(relevance as tf.Tensor4D).shape).toEqual([3, 9, 8, 3]);
  });

  it('the receipt of LRP accounts for all of the logit', async () => {
    const model = documentModel(7, [2, 3], 4);
    const x = randomTensor([2, 7, 7, 1], 5);
    const options = { target: 1, composite: epsilonPlus() };
    const rows = await conservationReport(model, x, lrp(model, x, options), options);
    const f = await naiveModel(model.layers, [7, 7, 1], { probabilities: false });
    const images = await x.data<'float32'>();
    for (const [i, row] of rows.entries()) {
      const logit = f(images.slice(49 * i, 49 * (i + 1)))[1]!;
      expect(row.output).toBeCloseTo(logit, 4);
      expect(row.relevanceSum + row.biasShare + row.absorbed).toBeCloseTo(logit, 3);
    }
  });

  it('a deep Taylor decomposition is positive and adds up to the logit', async () => {
    const list = [
      conv(3, { inputShape: [6, 6, 1], activation: 'relu' }),
      layers.flatten(),
      layers.dense({ units: 4, activation: 'relu', useBias: false }),
      layers.dense({ units: 2, useBias: false }),
    ];
    const model = seedWeights(tfl.sequential({ layers: list }), 3);
    model.setWeights(model.getWeights().map((w, i) => (i > 0 ? tf.abs(w) : w)));
    const x = tf.abs(randomTensor([2, 6, 6, 1], 4));
    const relevance = deepTaylorDecomposition(model, x, { target: 1 });
    const y = (await (model.predict(x) as tf.Tensor2D).array()) as number[][];
    await expectClose(
      sums(relevance),
      y.map((row) => row[1]!),
      1e-3,
    );
    expect(Math.min(...(await relevance.data()))).toBeGreaterThanOrEqual(0);
  });
}
