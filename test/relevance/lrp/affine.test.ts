import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import { composeRules, epsilonPlus } from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { passRule } from '../../../src/relevance/lrp/rules/passRule';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectRefusal } from '../../helpers/leaks';

const { layers } = tfl;
const [rows, columns, channels] = [2, 3, 4];
const size = rows * columns * channels;
const EPSILON = 0.1;

afterEach(() => {
  tf.disposeVariables();
});

type Norm = 'batchNormalization' | 'layerNormalization';
type Options = { axis?: number | number[]; scale?: boolean; center?: boolean };

/** What the layer multiplies each value of one sample by, and then adds, by the definition in float64. */
async function definition(
  norm: Norm,
  { axis = -1, scale = true, center = true }: Options,
  layer: tfl.layers.Layer,
  a: readonly number[],
) {
  const list = await Promise.all(layer.getWeights().map(async (w) => Array.from(await w.data())));
  const gamma = scale ? list.shift()! : undefined;
  const beta = center ? list.shift()! : undefined;
  const axes = [axis].flat().map((at) => (at < 0 ? at + 4 : at));
  const sizes = [1, rows, columns, channels];
  const placeOf = (i: number) => [
    0,
    Math.floor(i / (columns * channels)),
    Math.floor(i / channels) % columns,
    i % channels,
  ];
  const at = (i: number, which: readonly number[]) =>
    which.reduce((index, one) => index * sizes[one]! + placeOf(i)[one]!, 0);
  const others = [1, 2, 3].filter((one) => !axes.includes(one));
  return a.map((_, i) => {
    const alike = a.filter((__, j) => at(j, others) === at(i, others));
    const mean = norm === 'layerNormalization' ? average(alike) : list[0]![at(i, axes)]!;
    const variance =
      norm === 'layerNormalization'
        ? average(alike.map((value) => (value - mean) ** 2))
        : list[1]![at(i, axes)]!;
    const factor = (gamma?.[at(i, axes)] ?? 1) / Math.sqrt(variance + 1e-3);
    return { factor, shift: (beta?.[at(i, axes)] ?? 0) - mean * factor };
  });
}

const average = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const cases: [Norm, Options][] = [
  ['batchNormalization', {}],
  ['batchNormalization', { axis: 1 }],
  ['batchNormalization', { axis: 2, scale: false }],
  ['batchNormalization', { center: false }],
  ['layerNormalization', {}],
  ['layerNormalization', { scale: false, center: false }],
  ['layerNormalization', { axis: [1, 2, 3] }],
  ['layerNormalization', { axis: [1, 3], center: false }],
];

describe('a normalisation that is part of no other layer', () => {
  it.each(cases)('shares by the ε rule of its factors and shifts: %s %j', async (norm, options) => {
    const layer = layers[norm]({ ...options, inputShape: [rows, columns, channels] } as object);
    const dense = layers.dense({ units: 2, useBias: false });
    const model = seedWeights(tfl.sequential({ layers: [layer, layers.flatten(), dense] }), 5);
    const x = randomTensor<tf.Rank.R4>([2, rows, columns, channels], 7);
    const all = Array.from(await x.data());
    const w = Array.from(await dense.getWeights()[0]!.data());
    const expected: number[] = [];
    for (const sample of [0, 1]) {
      const a = all.slice(sample * size, (sample + 1) * size);
      const forms = await definition(norm, options, layer, a);
      for (const [i, { factor, shift }] of forms.entries()) {
        const z = a[i]! * factor + shift;
        // what the dense layer gives to z is z·w, without a bias and ε
        expected.push((a[i]! * factor * (z * w[2 * i + 1]!)) / (z + (z >= 0 ? EPSILON : -EPSILON)));
      }
    }
    const rules = { dense: epsilonRule(0), normalization: epsilonRule(EPSILON) };
    const map = lrp(model, x, { target: 1, composite: composeRules(rules) });
    await expectClose(map, expected, 2e-4);
    const [row] = await conservationReport(model, x, map, {
      target: 1,
      composite: composeRules(rules),
    });
    expect(row!.layersWithoutRule).toEqual([]);
    expect(Math.abs(row!.residual!)).toBeLessThan(1e-3 * Math.abs(row!.output));
  });

  it('is one where an activation stands between it and the weights before', async () => {
    const [inputs, units] = [3, 2];
    const first = layers.dense({ units, activation: 'tanh', inputShape: [inputs] });
    const norm = layers.batchNormalization();
    const last = layers.dense({ units: 2, useBias: false });
    const model = seedWeights(tfl.sequential({ layers: [first, norm, last] }), 5);
    const x = randomTensor<tf.Rank.R2>([1, inputs], 7);
    const a = Array.from(await x.data());
    const of = (layer: tfl.layers.Layer) =>
      Promise.all(layer.getWeights().map(async (weight) => Array.from(await weight.data())));
    const [[w, b] = [], [gamma, beta, mean, variance] = [], [v] = []] = await Promise.all(
      [first, norm, last].map(of),
    );
    const stable = (value: number) => value + (value >= 0 ? EPSILON : -EPSILON);
    // of the value that each unit gives, normalised, and of its sum
    const ofSums = Array.from({ length: units }, (_, k) => {
      const z = a.reduce((sum, value, j) => sum + value * w![j * units + k]!, b![k]!);
      const h = Math.tanh(z);
      const factor = gamma![k]! / Math.sqrt(variance![k]! + 1e-3);
      const y = (h - mean![k]!) * factor + beta![k]!;
      return (h * factor * y * v![2 * k + 1]!) / stable(y) / stable(z);
    });
    const expected = a.map((value, j) =>
      ofSums.reduce((sum, share, k) => sum + value * w![j * units + k]! * share, 0),
    );
    const own = epsilonRule(EPSILON);
    const rules = {
      normalization: own,
      layers: { [first.name]: own, [last.name]: epsilonRule(0) },
    };
    const map = lrp(model, x, { target: 1, composite: composeRules(rules) });
    await expectClose(map, expected, 2e-4);
  });

  it('passes relevance on where biases take none', async () => {
    const rescaling = layers.rescaling({ scale: 0.5, offset: -1, inputShape: [3] } as {
      scale: number;
    });
    const model = seedWeights(
      tfl.sequential({ layers: [rescaling, layers.dense({ units: 2 })] }),
      5,
    );
    const x = tf.tensor2d([[0, 2, 5]]);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const [, weights] = tf.unstack(w, 1) as [tf.Tensor, tf.Tensor];
    // all of the logit, bias included, in proportion to (x/2 - 1)·w
    const parts = tf.mul(tf.sub(tf.mul(x, 0.5), 1), weights);
    const y = tf.slice(model.predict(x) as tf.Tensor2D, [0, 1], [1, 1]);
    const expected = tf.mul(parts, tf.div(y, tf.sum(parts)));
    const map = lrp(model, x, { target: 1, composite: epsilonPlus({ biases: false }) });
    await expectClose(map, expected, 1e-4);
  });

  it('can have a rule by its name, and passRule nowhere else', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.rescaling({ scale: 2, offset: 3, inputShape: [3], name: 'scaled' } as {
            scale: number;
          }),
          layers.dense({ units: 2, useBias: false }),
        ],
      }),
    );
    const x = randomTensor([2, 3], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const passed = composeRules({ dense: epsilonRule(0), layers: { scaled: passRule() } });
    const expected = tf.mul(tf.add(tf.mul(x, 2), 3), tf.reshape(tf.slice(w, [0, 1], [3, 1]), [3]));
    await expectClose(lrp(model, x, { target: 1, composite: passed }), expected, 1e-5);
    await expectRefusal(
      () => lrp(model, x, { target: 1, composite: composeRules({ dense: passRule() }) }),
      /^lrp: passRule is for layers that keep the shape, but one makes \[2,1,1,2\] of \[2,1,1,3\]$/,
    );
  });
});
