import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { chainRule } from '../../src/gradients/chainRule';
import type { Differentiable } from '../../src/gradients/differentiable';
import { headGradient, inputGradient } from '../../src/gradients/inputGradient';
import type { Target } from '../../src/gradients/target';
import { splitModel } from '../../src/model/splitModel';
import { conservationReport } from '../../src/relevance/evaluation/conservationReport';
import { frequencyFlipping } from '../../src/relevance/evaluation/frequencyFlipping';
import { pixelFlipping, pixelInsertion } from '../../src/relevance/evaluation/pixelFlipping';
import { spectralRelevance } from '../../src/relevance/frequency/spectralRelevance';
import { composeRules } from '../../src/relevance/lrp/composite';
import { deepTaylorDecomposition } from '../../src/relevance/lrp/deepTaylorDecomposition';
import { lrp } from '../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../src/relevance/lrp/rules/epsilonRule';
import { exactIntegratedGradients } from '../../src/relevance/methods/exactIntegratedGradients';
import { gradCam } from '../../src/relevance/methods/gradCam';
import { gradientTimesInput } from '../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../src/relevance/methods/integratedGradients';
import { occlusion } from '../../src/relevance/methods/occlusion';
import { smoothGrad } from '../../src/relevance/methods/smoothGrad';
import { taylorDecomposition } from '../../src/relevance/methods/taylorDecomposition';
import { taylorReport } from '../../src/relevance/methods/taylorReport';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { finiteDifferences, naiveModel } from '../helpers/naiveModel';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;
const conv = (filters: number, more: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...more });

/** [5, 4, 2] to a class of three for each pixel. */
const segmentation = () =>
  seedWeights(
    tfl.sequential({
      layers: [
        conv(4, { inputShape: [5, 4, 2], activation: 'relu' }),
        conv(3, { name: 'logits' }),
        layers.softmax(),
      ],
    }),
    4,
  );

/** [5, 4, 2] to a map and scores. */
function detection(): tfl.LayersModel {
  const input = tfl.input({ shape: [5, 4, 2] });
  const features = conv(4, { activation: 'relu', name: 'features' }).apply(input) as Symbolic;
  const map = conv(3, { name: 'map' }).apply(features) as Symbolic;
  const flat = layers.flatten().apply(features) as Symbolic;
  const scores = layers.dense({ units: 2, activation: 'softmax', name: 'scores' }).apply(flat);
  return seedWeights(tfl.model({ inputs: input, outputs: [map, scores as Symbolic] }), 4);
}

const images = () => randomTensor<tf.Rank.R4>([3, 5, 4, 2], 6);

/** The layers up to the map, by operations of tf.js. */
function mapOf(model: tfl.LayersModel, x: tf.Tensor): tf.Tensor {
  const [k1, b1, k2, b2] = model.getWeights() as [tf.Tensor4D, tf.Tensor, tf.Tensor4D, tf.Tensor];
  const features = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, k1, 1, 'same'), b1));
  return tf.add(tf.conv2d(features as tf.Tensor4D, k2, 1, 'same'), b2);
}

type Number = (y: tf.Tensor) => tf.Tensor;

/** What is explained of the map as the only output of a function. */
const numberOf = (model: tfl.LayersModel, number: Number) => (x: tf.Tensor) =>
  tf.reshape(number(mapOf(model, x)), [-1, 1]);

type Method = (model: Differentiable, x: tf.Tensor4D, target: Target) => tf.Tensor;

const gradients: Readonly<Record<string, Method>> = {
  inputGradient: (model, x, target) => inputGradient(model, x, { target }),
  gradientTimesInput: (model, x, target) => gradientTimesInput(model, x, { target, batchSize: 2 }),
  integratedGradients: (model, x, target) =>
    integratedGradients(model, x, { target, batchSize: 2, steps: 7 }),
  smoothGrad: (model, x, target) => smoothGrad(model, x, { target, batchSize: 2, seed: 3 }),
  taylorDecomposition: (model, x, target) =>
    taylorDecomposition(model, x, { target, batchSize: 2 }),
  spectralRelevance: (model, x, target) => spectralRelevance(model, x, { target, batchSize: 2 }),
  occlusion: (model, x, target) => occlusion(model, x, { target, batchSize: 2, window: [2, 3] }),
};

const layerwise: Readonly<Record<string, Method>> = {
  chainRule: (model, x, target) =>
    chainRule(model as tfl.LayersModel, x, { target, layer: 0 }).inputGradient,
  exactIntegratedGradients: (model, x, target) =>
    exactIntegratedGradients(model as tfl.LayersModel, x, { target, batchSize: 2 }),
  lrp: (model, x, target) => lrp(model as tfl.LayersModel, x, { target, batchSize: 2 }),
  deepTaylorDecomposition: (model, x, target) =>
    deepTaylorDecomposition(model as tfl.LayersModel, x, {
      target,
      batchSize: 2,
      low: -1,
      high: 1,
    }),
  gradCam: (model, x, target) =>
    gradCam(model as tfl.LayersModel, x, { target, batchSize: 2, layer: 0 }),
};

afterAll(() => {
  tf.disposeVariables();
});

const pixel = (y: tf.Tensor, row: number, column: number, k: number) =>
  tf.reshape(tf.slice(y, [0, row, column, k], [-1, 1, 1, 1]), [-1]);

describe('outputs of a class for each pixel', () => {
  const model = segmentation();

  it('have the gradient of the naive layers by finite differences', async () => {
    const x = images();
    const naive = await naiveModel(model.layers, [5, 4, 2], { probabilities: false });
    const values = await x.data();
    const each = (number: (y: number[]) => number) =>
      [0, 1, 2].flatMap((sample) => {
        const image = values.slice(sample * 40, (sample + 1) * 40);
        return finiteDifferences((at) => number(naive(at)), image);
      });
    const at = (row: number, column: number, k: number) => (row * 4 + column) * 3 + k;
    const one = inputGradient(model, x, { target: [4, 1, 2] });
    await expectClose(
      one,
      each((y) => y[at(4, 1, 2)]!),
      1e-4,
    );
    const sum = inputGradient(model, x, { target: (y) => tf.sum(tf.square(y), [1, 2, 3]) });
    await expectClose(
      sum,
      each((y) => y.reduce((s, v) => s + v * v, 0)),
      1e-4,
    );
  });

  it.each(Object.entries(gradients))('%s explains the number that is asked for', async (_, by) => {
    const x = images();
    const one = (y: tf.Tensor) => pixel(y, 2, 3, 1);
    const expected = by(numberOf(model, one), x, 0);
    const each = [0, 1, 2].map(() => [2, 3, 1]);
    for (const target of [[2, 3, 1], one, each]) {
      await expectClose(by(model, x, target), expected, 1e-5);
    }
    await expectNoLeak(() => by(model, x, one), 1);
  });

  it.each(Object.entries(gradients))('%s cuts one path for each sample', async (_, by) => {
    const x = images();
    const paths = [
      [0, 0, 2],
      [4, 3, 0],
      [2, 1, 1],
    ] as const;
    const actual = by(model, x, paths);
    const expected = paths.map(([row, column, k], i) => {
      const every = by(
        numberOf(model, (y) => pixel(y, row, column, k)),
        x,
        0,
      );
      return tf.slice(every, [i, 0, 0, 0], [1, 5, 4, 2]);
    });
    await expectClose(actual, tf.concat(expected), 1e-5);
    // of a function of its own for each sample
    const own = (y: tf.Tensor, first: number) =>
      tf.concat(
        paths.slice(first, first + y.shape[0]!).map((path, i) => {
          return tf.reshape(tf.slice(y, [i, ...path], [1, 1, 1, 1]), [1]);
        }),
      );
    await expectClose(by(model, x, own), actual, 1e-5);
  });

  it('are told by reports, and flipped', async () => {
    const x = images();
    const target = [1, 2, 0];
    const y = [...(await pixel(mapOf(model, x), 1, 2, 0).data())];
    const maps = gradientTimesInput(model, x, { target });
    const reports = await conservationReport(model, x, maps, { target, batchSize: 2 });
    expect(reports.map((report) => report.target)).toEqual([target, target, target]);
    await expectClose(
      reports.map(({ output }) => output),
      y,
      1e-5,
    );
    const taylor = await taylorReport(model, x, { target: (map) => pixel(map, 1, 2, 0) });
    expect(taylor.map((report) => report.target)).toEqual([undefined, undefined, undefined]);
    await expectClose(
      taylor.map(({ output }) => output),
      y,
      1e-5,
    );
    const mean = y.reduce((a, b) => a + b) / 3;
    const zero = (await pixel(mapOf(model, tf.zerosLike(x)), 1, 2, 0).data())[0]!;
    for (const options of [{ target }, { target: (map: tf.Tensor) => pixel(map, 1, 2, 0) }]) {
      const { curve } = await pixelFlipping(model, x, maps, { ...options, steps: 3, batchSize: 2 });
      await expectClose([curve[0]!, curve[3]!], [mean, zero], 1e-5);
      const back = await pixelInsertion(model, x, maps, { ...options, steps: 3 });
      await expectClose([back.curve[0]!, back.curve[3]!], [zero, mean], 1e-5);
      const waves = await frequencyFlipping(model, x, 'lowestFirst', { ...options, steps: 2 });
      await expectClose([waves.curve[0]!, waves.curve[2]!], [mean, zero], 1e-5);
    }
  });

  it('are refused without a target, with what to give', async () => {
    const x = images();
    const rule =
      /: the output must have shape \[batch, classes\], but its shape is \[\d,5,4,3\]: target must be an index path of 3 indices, or a function of it$/;
    for (const by of Object.values({ ...gradients, ...layerwise })) {
      await expectRefusal(() => by(model, x, undefined as unknown as number), rule);
      await expectRefusal(() => by(model, x, 1), rule);
      await expectRefusal(
        () => by(model, x, [5, 0, 0]),
        /: target must be an integer from 0 to 4, but it is 5$/,
      );
      await expectRefusal(
        () => by(model, x, (y) => y),
        /: target must give one number for each of \d samples, \[batch\] or \[batch, 1\], but its shape is/,
      );
    }
  });

  it('have relevance by rules and Grad-CAM', async () => {
    const x = images();
    const bare = segmentation();
    // without biases, by the ε rule with ε = 0, LRP is gradient times input, and adds up to the number
    const weights = bare.getWeights();
    bare.setWeights(weights.map((w) => (w.rank === 1 ? tf.zerosLike(w) : w)));
    const zero = { composite: composeRules({ convolution: epsilonRule(0) }) };
    const numbers: Record<string, [Target, Number]> = {
      path: [[2, 3, 1], (y) => pixel(y, 2, 3, 1)],
      sum: [
        (y) => tf.sum(tf.slice(y, [0, 1, 0, 2], [-1, 2, 4, 1]), [1, 2, 3]),
        (y) => tf.sum(tf.slice(y, [0, 1, 0, 2], [-1, 2, 4, 1]), [1, 2, 3]),
      ],
    };
    for (const [target, number] of Object.values(numbers)) {
      const relevance = lrp(bare, x, { ...zero, target, batchSize: 2 });
      await expectClose(relevance, gradientTimesInput(numberOf(bare, number), x), 1e-4);
      const sums = tf.sum(relevance, [1, 2, 3]);
      await expectClose(sums, number(mapOf(bare, x)), 1e-4);
      const path = exactIntegratedGradients(bare, x, { target });
      await expectClose(tf.sum(path, [1, 2, 3]), number(mapOf(bare, x)), 1e-4);
      const report = await conservationReport(bare, x, relevance, { target, ...zero });
      await expectClose(
        report.map(({ residual }) => residual! + 1),
        [1, 1, 1],
        1e-4,
      );
      expect(deepTaylorDecomposition(bare, x, { target, low: -1 }).shape).toEqual([3, 5, 4, 2]);
    }
    // Grad-CAM by its definition
    const one: Number = (y) => pixel(y, 2, 3, 1);
    const [k1, b1, k2, b2] = model.getWeights() as [tf.Tensor4D, tf.Tensor, tf.Tensor4D, tf.Tensor];
    const features = tf.relu(tf.add(tf.conv2d(x, k1, 1, 'same'), b1));
    const head = (at: tf.Tensor) => tf.add(tf.conv2d(at as tf.Tensor4D, k2, 1, 'same'), b2);
    const slope = tf.grad((at: tf.Tensor) => tf.sum(one(head(at))))(features);
    const map = tf.sum(tf.mul(features, tf.mean(slope, [1, 2], true)), 3, true);
    for (const target of [[2, 3, 1], one]) {
      await expectClose(gradCam(model, x, { target, layer: 0, batchSize: 2 }), map, 1e-5);
    }
  });
});

describe('several outputs', () => {
  const model = detection();
  /** The map's pixel plus twice the first score. */
  const target = (outputs: tf.Tensor[]) => {
    const [map, scores] = outputs as [tf.Tensor, tf.Tensor];
    return tf.add(
      pixel(map, 4, 0, 2),
      tf.mul(2, tf.reshape(tf.slice(scores, [0, 0], [-1, 1]), [-1])),
    );
  };
  /** The same of the logits by operations. */
  const number = (x: tf.Tensor) => {
    const [k1, b1, k2, b2, k3, b3] = ['features', 'map', 'scores'].flatMap((name) =>
      model.getLayer(name).getWeights(),
    ) as [tf.Tensor4D, tf.Tensor, tf.Tensor4D, tf.Tensor, tf.Tensor2D, tf.Tensor];
    const features = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, k1, 1, 'same'), b1)) as tf.Tensor4D;
    const map = tf.add(tf.conv2d(features, k2, 1, 'same'), b2);
    const scores = tf.add(tf.matMul(tf.reshape(features, [-1, 80]) as tf.Tensor2D, k3), b3);
    return tf.reshape(target([map, scores]), [-1, 1]);
  };

  it.each(Object.entries(gradients))('%s explains a function of them', async (_, by) => {
    const x = images();
    await expectClose(by(model, x, target), by(number, x, 0), 1e-5);
    await expectNoLeak(() => by(model, x, target), 1);
  });

  it('are the outputs of the second half of a split', async () => {
    const x = images();
    const { g, h } = splitModel(model, 'features');
    const { headGradient: expected } = chainRule(model, x, { layer: 'features', target });
    const actual = headGradient(h, g.predict(x) as tf.Tensor, { target });
    await expectClose(actual, expected, 1e-5);
    expect(actual.shape).toEqual([3, 5, 4, 4]);
  });

  it('are the lists that a function of x gives', async () => {
    const x = images();
    const f = (some: tf.Tensor) => [some, tf.sum(some, [1, 2, 3])];
    const second = inputGradient(f, x, { target: (outputs) => outputs[1] as tf.Tensor });
    await expectClose(second, tf.onesLike(x), 0);
    await expectRefusal(
      () => inputGradient(f, x),
      /^inputGradient: there must be one output, or target must be a function of them, but there are 2$/,
    );
    await expectRefusal(
      () =>
        inputGradient((() => [x, null]) as never, x, {
          target: ([y]) => tf.sum(y as tf.Tensor, 1),
        }),
      /^inputGradient: what the model gives must be a tensor, but it is null$/,
    );
    await expectRefusal(
      () => inputGradient(() => [], x),
      /^inputGradient: the model must give a tensor, but it gives an empty list$/,
    );
  });

  it('have relevance by rules that adds up to the function', async () => {
    const x = images();
    const free = detection();
    free.setWeights(free.getWeights().map((w) => (w.rank === 1 ? tf.zerosLike(w) : w)));
    const zero = composeRules({ convolution: epsilonRule(0), dense: epsilonRule(0) });
    const relevance = lrp(free, x, { target, composite: zero, batchSize: 2 });
    await expectClose(relevance, gradientTimesInput(free, x, { target }), 1e-4);
    // of one output only
    const map = (outputs: tf.Tensor[]) => pixel(outputs[0] as tf.Tensor, 4, 0, 2);
    const one = lrp(free, x, { target: map, composite: zero });
    await expectClose(one, gradientTimesInput(free, x, { target: map }), 1e-4);
    const [report] = await conservationReport(free, x, one, { target: map, composite: zero });
    expect(report?.output).not.toBe(0);
    expect(Math.abs(report!.residual!)).toBeLessThan(1e-4);
    await expectClose(
      tf.sum(exactIntegratedGradients(free, x, { target: map }), [1, 2, 3]),
      tf.sum(one, [1, 2, 3]),
      1e-4,
    );
  });

  it('are refused by name without a function of them', async () => {
    const x = images();
    const rule =
      /: model has 2 outputs \('map', 'scores'\): target must be a function of them, such as \(outputs\) => tf\.sum\(outputs\[0\], 1\)$/;
    for (const by of Object.values({ ...gradients, ...layerwise })) {
      for (const wrong of [undefined, 0, [1, 2, 0]]) {
        await expectRefusal(() => by(model, x, wrong as number), rule);
      }
    }
    await expectRefusal(() => taylorReport(model, x), rule);
    await expectRefusal(() => pixelFlipping(model, x, x), rule);
    await expectRefusal(() => frequencyFlipping(model, x, 'lowestFirst'), rule);
    await expectRefusal(() => conservationReport(model, x, x), rule);
  });
});

describe('gradCam', () => {
  it('takes a layer that a branch goes round', async () => {
    const input = tfl.input({ shape: [5, 4, 2] });
    const a = conv(2, { name: 'a' }).apply(input) as Symbolic;
    const b = conv(2, { name: 'b', activation: 'relu' }).apply(a) as Symbolic;
    const sum = layers.add().apply([a, b]) as Symbolic;
    const y = layers.dense({ units: 2 }).apply(layers.flatten().apply(sum)) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: y }), 4);
    const x = images();
    const features = tfl.model({ inputs: input, outputs: b }).predict(x) as tf.Tensor;
    const kernel = model.layers.at(-1)!.getWeights()[0] as tf.Tensor2D;
    // the head is linear: its gradient at b is the dense layer's column
    const slope = tf.reshape(tf.slice(kernel, [0, 1], [40, 1]), [1, 5, 4, 2]);
    const map = tf.sum(tf.mul(features, tf.mean(slope, [1, 2], true)), 3, true);
    await expectClose(gradCam(model, x, { layer: 'b', target: 1 }), map, 1e-5);
  });

  it('refuses a layer that does not lead to the logits', async () => {
    const [model, x] = [segmentation(), images()];
    await expectRefusal(
      () => gradCam(model, x, { layer: 2, target: [0, 0, 0] }),
      /^gradCam: the layer must lead to the outputs, of which a final softmax or sigmoid is no part: name one before it$/,
    );
    await expectRefusal(
      () => gradCam(model, x, { output: 'softmax' as never }),
      /^gradCam: output must be 'logits' or 'probabilities', but it is 'softmax'$/,
    );
  });
});
