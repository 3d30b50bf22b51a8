import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import { composeRules } from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';

type Symbolic = tfl.SymbolicTensor;
const { layers } = tfl;
const zero = composeRules({ convolution: epsilonRule(0), dense: epsilonRule(0) });

/** A graph from x of a shape to logits, without biases. */
function functional(shape: number[], graph: (x: Symbolic) => Symbolic): tfl.LayersModel {
  const inputs = tfl.input({ shape });
  return seedWeights(tfl.model({ inputs, outputs: graph(inputs) }), 5);
}

const on = (layer: tfl.layers.Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;
const dense = (units: number, more: object = {}) =>
  layers.dense({ units, useBias: false, ...more });

/** Receipts name no layer, and leave nothing over. */
async function expectAccounted(model: tfl.LayersModel, x: tf.Tensor, map: tf.Tensor) {
  for (const row of await conservationReport(model, x, map, { target: 1, composite: zero })) {
    expect(row.layersWithoutRule).toEqual([]);
    expect(Math.abs(row.residual!)).toBeLessThan(1e-3 * (Math.abs(row.output) + 1e-3));
  }
}

afterEach(() => {
  tf.disposeVariables();
});

describe('what is interpolated', () => {
  it('is shared in proportion to what each pixel adds', async () => {
    const layer = layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' });
    const model = functional([3, 4, 1], (x) => on(dense(2), on(layers.flatten(), on(layer, x))));
    const image = randomTensor<tf.Rank.R4>([1, 3, 4, 1], 3);
    const x = tf.mul(image, tf.tensor4d([1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1], [1, 3, 4, 1]));
    // what each pixel alone makes of the larger image, pixel by pixel
    const alone = tf.mul(tf.reshape(tf.eye(12), [12, 3, 4, 1]), x);
    const parts = tf.reshape(layer.apply(alone) as tf.Tensor, [12, -1]);
    const z = tf.sum(parts, 0);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const relevance = tf.mul(z, tf.reshape(tf.slice(w, [0, 1], [-1, 1]), [-1]));
    const expected = tf.sum(tf.mul(parts, tf.divNoNan(relevance, z)), 1);
    const map = lrp(model, x, { target: 1, composite: zero });
    await expectClose(tf.reshape(map, [12]), expected, 1e-4);
    // pixels that are 0 add nothing
    const black = tf.mul(map, tf.cast(tf.equal(x, 0), 'float32'));
    await expectClose(black, tf.zerosLike(black), 0);
    await expectAccounted(model, x, map);
  });

  it('of nearest neighbours goes to the pixel that was repeated, be it 0', async () => {
    const up = layers.upSampling2d({ size: [2, 2] });
    const model = functional([2, 2, 1], (x) => on(dense(2), on(layers.flatten(), on(up, x))));
    const x = randomTensor<tf.Rank.R4>([2, 2, 2, 1], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const slope = tf.sum(tf.reshape(tf.slice(w, [0, 1], [-1, 1]), [2, 2, 2, 2]), [1, 3]);
    const expected = tf.mul(x, tf.reshape(slope, [1, 2, 2, 1]));
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-5);
  });
});

describe('products', () => {
  it('give all to the signal of a squeeze-and-excitation block', async () => {
    const block = (x: Symbolic) => {
      const squeezed = on(layers.globalAveragePooling2d({}), x);
      const gate = on(
        dense(3, { activation: 'sigmoid' }),
        on(dense(2, { activation: 'relu' }), squeezed),
      );
      return on(layers.multiply(), [x, on(layers.reshape({ targetShape: [1, 1, 3] }), gate)]);
    };
    const model = functional([4, 4, 3], (x) => on(dense(2), on(layers.flatten(), block(x))));
    const x = randomTensor<tf.Rank.R4>([2, 4, 4, 3], 4);
    const weights = model.getWeights();
    const product = tfl.model({
      inputs: model.inputs,
      outputs: model.layers.at(-2)!.input as Symbolic,
    });
    const w = tf.slice(weights.at(-1) as tf.Tensor2D, [0, 1], [-1, 1]);
    const expected = tf.mul(product.predict(x) as tf.Tensor, tf.reshape(w, [1, 4, 4, 3]));
    const map = lrp(model, x, { target: 1, composite: zero });
    await expectClose(map, expected, 1e-4);
    await expectAccounted(model, x, map);
  });

  it('of two signals give each half', async () => {
    const model = functional([3], (x) => on(dense(2), on(layers.multiply(), [x, x])));
    const x = randomTensor<tf.Rank.R2>([2, 3], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    // (x²)·w, of which both factors are x
    const expected = tf.mul(tf.square(x), tf.reshape(tf.slice(w, [0, 1], [3, 1]), [1, 3]));
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-4);
  });

  it('of two gates give each half', async () => {
    const sigmoid = () => layers.activation({ activation: 'sigmoid' });
    const model = functional([3], (x) =>
      on(dense(2), on(layers.multiply(), [on(sigmoid(), x), on(sigmoid(), x)])),
    );
    const x = randomTensor<tf.Rank.R2>([2, 3], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    // a sigmoid passes relevance on as it is
    const product = tf.square(tf.sigmoid(x));
    const expected = tf.mul(product, tf.reshape(tf.slice(w, [0, 1], [3, 1]), [1, 3]));
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-4);
  });

  it('sum over the places that attention weighs', async () => {
    // weights a(t) of a softmax over time, values v(t, k) = x(t, ·)·V: y(k) = Σ a(t) v(t, k)
    const [times, features] = [4, 3];
    const model = functional([times, features], (x) => {
      const scores = on(layers.reshape({ targetShape: [times] }), on(dense(1), x));
      const attention = on(layers.activation({ activation: 'softmax' }), scores);
      return on(layers.dot({ axes: 1 }), [attention, on(dense(2), x)]);
    });
    const x = randomTensor<tf.Rank.R3>([2, times, features], 4);
    const weights = model.getWeights() as [tf.Tensor2D, tf.Tensor2D];
    const [score, values] = weights[0].shape[1] === 1 ? weights : [weights[1], weights[0]];
    const flat = tf.reshape<tf.Rank.R2>(x, [2 * times, features]);
    const attention = tf.softmax(tf.reshape(tf.matMul(flat, score), [2, times]));
    const ofValues = tf.mul(
      x,
      tf.reshape(tf.slice(values, [0, 1], [features, 1]), [1, 1, features]),
    );
    const expected = tf.mul(ofValues, tf.reshape(attention, [2, times, 1]));
    const map = lrp(model, x, { target: 1, composite: zero });
    await expectClose(map, expected, 1e-4);
    await expectAccounted(model, x, map);
  });

  it('that are normalised, as a cosine is, follow the gradient, and the receipt says so', async () => {
    const cosine = layers.dot({ axes: 1, normalize: true });
    const model = functional([3], (x) => on(dense(2), on(cosine, [x, on(dense(3), x)])));
    const x = randomTensor<tf.Rank.R2>([2, 3], 4);
    const [row] = await conservationReport(model, x, lrp(model, x));
    expect(row!.layersWithoutRule).toEqual([cosine.name]);
  });
});

describe('volumes', () => {
  it('share means in proportion to their values', async () => {
    const model = functional([2, 2, 4, 1], (x) =>
      on(dense(2), on(layers.flatten(), on(layers.averagePooling3d({ poolSize: [2, 2, 2] }), x))),
    );
    const x = randomTensor<tf.Rank.R5>([1, 2, 2, 4, 1], 4);
    const w = await (model.getWeights()[0] as tf.Tensor2D).array();
    // of each value an eighth times the weight of its mean
    const values = Array.from(await x.data());
    const expected = values.map((value, i) => (value / 8) * w[Math.floor((i % 4) / 2)]![1]!);
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-4);
  });

  it('share sums before their activation in proportion to what each value adds', async () => {
    const conv = layers.conv3d({ filters: 1, kernelSize: 2, activation: 'tanh' });
    const model = functional([2, 2, 2, 1], (x) => on(dense(2), on(layers.flatten(), on(conv, x))));
    const x = randomTensor<tf.Rank.R5>([1, 2, 2, 2, 1], 4);
    const [kernel, bias, last] = await Promise.all(
      model.getWeights().map(async (weight) => Array.from(await weight.data())),
    );
    const parts = Array.from(await x.data()).map((value, i) => value * kernel![i]!);
    const z = parts.reduce((sum, part) => sum + part, bias![0]!);
    const expected = parts.map((part) => (part * Math.tanh(z) * last![1]!) / z);
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-4);
  });
});

describe('what is joined or chosen', () => {
  it.each([-1, -2, -3, 1, 3])('goes to its part: axis %i', async (axis) => {
    const model = functional([2, 3, 4], (x) => {
      const twice = on(layers.activation({ activation: 'relu' }), x);
      return on(dense(2), on(layers.flatten(), on(layers.concatenate({ axis }), [x, twice])));
    });
    const x = randomTensor<tf.Rank.R4>([2, 2, 3, 4], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const joined = [2, 3, 4];
    joined[axis < 0 ? axis + 3 : axis - 1]! *= 2;
    const of = tf.reshape(tf.slice(w, [0, 1], [-1, 1]), [1, ...joined]);
    const [a, b] = tf.split(of, 2, axis < 0 ? axis + 4 : axis) as [tf.Tensor, tf.Tensor];
    const expected = tf.add(tf.mul(x, a), tf.mul(tf.relu(x), b));
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-5);
  });

  it.each(['maximum', 'minimum'] as const)('is the winner’s: %s', async (which) => {
    const model = functional([3], (x) =>
      on(dense(2), on(layers[which](), [x, on(layers.activation({ activation: 'tanh' }), x)])),
    );
    const x = randomTensor<tf.Rank.R2>([2, 3], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const choose = { maximum: tf.maximum, minimum: tf.minimum }[which];
    const chosen = choose(x, tf.tanh(x));
    const expected = tf.mul(chosen, tf.reshape(tf.slice(w, [0, 1], [3, 1]), [1, 3]));
    await expectClose(lrp(model, x, { target: 1, composite: zero }), expected, 1e-5);
  });
});
