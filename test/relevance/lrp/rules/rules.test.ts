import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  composeRules,
  epsilonGammaBox,
  epsilonPlus,
} from '../../../../src/relevance/lrp/composite';
import { lrp } from '../../../../src/relevance/lrp/lrp';
import type { Rule } from '../../../../src/relevance/lrp/rule';
import { alphaBetaRule, zPlusRule } from '../../../../src/relevance/lrp/rules/alphaBetaRule';
import { epsilonRule } from '../../../../src/relevance/lrp/rules/epsilonRule';
import { flatRule } from '../../../../src/relevance/lrp/rules/flatRule';
import { gammaRule } from '../../../../src/relevance/lrp/rules/gammaRule';
import { wSquareRule } from '../../../../src/relevance/lrp/rules/wSquareRule';
import { zBoxRule } from '../../../../src/relevance/lrp/rules/zBoxRule';
import { seedWeights } from '../../../../support/models';
import { randomTensor } from '../../../../support/random';
import { denseJacobian } from '../../../helpers/denseJacobian';
import { expectClose } from '../../../helpers/expectClose';
import {
  type Dense,
  naiveAlphaBeta,
  naiveEpsilon,
  naiveFlat,
  naiveGamma,
  naiveWSquare,
  naiveZBox,
  withoutBias,
} from '../../../helpers/naiveRules';

const { layers } = tfl;

/** One layer with weights, biases and signed inputs, its outputs in a row. */
const models: [string, number[], () => tfl.layers.Layer][] = [
  ['dense', [7], () => layers.dense({ units: 4 })],
  [
    'a strided convolution',
    [5, 6, 2],
    () => layers.conv2d({ filters: 3, kernelSize: [3, 2], strides: 2, padding: 'same' }),
  ],
  [
    'a dilated convolution',
    [6, 5, 1],
    () => layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2 }),
  ],
  ['a convolution of signals', [9, 2], () => layers.conv1d({ filters: 3, kernelSize: 4 })],
  [
    'a depthwise convolution',
    [5, 5, 2],
    () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
  ],
  [
    'a transposed convolution, same',
    [3, 4, 2],
    () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }),
  ],
  [
    'a transposed convolution, valid',
    [3, 3, 1],
    () => layers.conv2dTranspose({ filters: 2, kernelSize: [3, 2], strides: [2, 1] }),
  ],
];

const leftOut = { biases: false };

const rules: [string, () => Rule, (dense: Dense, connected: number[][]) => number[]][] = [
  ['ε = 0', () => epsilonRule(0), (dense) => naiveEpsilon(dense, 0)],
  ['ε = 0.25', () => epsilonRule(0.25), (dense) => naiveEpsilon(dense, 0.25)],
  ['γ = 0.4', () => gammaRule(0.4), (dense) => naiveGamma(dense, 0.4)],
  ['α = 2, β = 1', () => alphaBetaRule(2, 1), (dense) => naiveAlphaBeta(dense, 2, 1)],
  ['z⁺', zPlusRule, (dense) => naiveAlphaBeta(dense, 1, 0)],
  ['zB', () => zBoxRule(-1, 2), (dense) => naiveZBox(dense, -1, 2)],
  ['w²', wSquareRule, naiveWSquare],
  ['flat', flatRule, naiveFlat],
  [
    'ε without biases',
    () => epsilonRule(0.25, leftOut),
    (dense) => naiveEpsilon(withoutBias(dense), 0.25),
  ],
  ['γ without biases', () => gammaRule(0.4, leftOut), (dense) => naiveGamma(dense, 0.4, false)],
  [
    'αβ without biases',
    () => alphaBetaRule(2, 1, leftOut),
    (dense) => naiveAlphaBeta(withoutBias(dense), 2, 1),
  ],
  [
    'z⁺ without biases',
    () => zPlusRule(leftOut),
    (dense) => naiveAlphaBeta(withoutBias(dense), 1, 0),
  ],
  ['w² without biases', () => wSquareRule(leftOut), (dense) => naiveWSquare(withoutBias(dense))],
  [
    'zB, whose bias cancels out',
    () => zBoxRule(-1, 2, leftOut),
    (dense) => naiveZBox(dense, -1, 2),
  ],
  ['flat, whose bias takes none', () => flatRule(leftOut), naiveFlat],
];

function modelOf(inputShape: number[], layer: tfl.layers.Layer): tfl.LayersModel {
  const input = tfl.input({ shape: inputShape });
  const y = layer.apply(input) as tfl.SymbolicTensor;
  const outputs = y.rank === 2 ? y : (layers.flatten().apply(y) as tfl.SymbolicTensor);
  return seedWeights(tfl.model({ inputs: input, outputs }), 4);
}

/** Weights and biases of all outputs, in float64, and which output sees which input. */
async function matrixOf(model: tfl.LayersModel) {
  const inputShape = model.inputs[0]!.shape.slice(1) as number[];
  const w = (await denseJacobian(model).array()) as number[][];
  const b = ((await (model.predict(tf.zeros([1, ...inputShape])) as tf.Tensor2D).array())[0] ??
    []) as number[];
  const weights = model.getWeights().map((value) => tf.clone(value));
  model.setWeights(weights.map((value) => (value.rank > 1 ? tf.onesLike(value) : value)));
  const ones = (await denseJacobian(model).array()) as number[][];
  model.setWeights(weights);
  return { w, b, connected: ones.map((row) => row.map(Math.round)) };
}

afterEach(() => {
  tf.disposeVariables();
});

describe.each(models)('the rules on %s', (_, inputShape, make) => {
  it.each(rules)('are those of the matrix form: %s', async (__, rule, naive) => {
    const model = modelOf(inputShape, make());
    const { w, b, connected } = await matrixOf(model);
    const x = randomTensor([2, ...inputShape], 3);
    const targets = [1, b.length - 2];
    const relevance = lrp(model, x, {
      target: targets,
      composite: composeRules({ convolution: rule(), dense: rule() }),
    });
    expect(relevance.shape).toEqual(x.shape);
    const samples = (await tf.reshape(x, [2, -1]).array()) as number[][];
    const expected = samples.flatMap((a, i) => {
      const k = targets[i]!;
      const z = a.reduce((sum, value, j) => sum + value * w[j]![k]!, b[k]!);
      const r = b.map((___, index) => (index === k ? z : 0));
      return naive({ a, w, b, r }, connected);
    });
    await expectClose(relevance, expected, 1e-4);
  });
});

describe('the box', () => {
  it('may have bounds for each channel', async () => {
    const model = modelOf([2, 2, 2], layers.conv2d({ filters: 2, kernelSize: 2 }));
    const x = randomTensor([1, 2, 2, 2], 3);
    const { w } = await matrixOf(model);
    const [lows, highs] = [
      [-1, -2],
      [2, 3],
    ];
    const y = Array.from(await (model.predict(x) as tf.Tensor).data());
    const a = Array.from(await x.data());
    const r = y.map((value, k) => (k === 1 ? value : 0));
    const up = (v: number) => Math.max(v, 0);
    const z = w.map(
      (row, j) => a[j]! * row[1]! - lows[j % 2]! * up(row[1]!) + highs[j % 2]! * up(-row[1]!),
    );
    const sum = z.reduce((total, part) => total + part);
    const expected = z.map((part) => (part * r[1]!) / sum);
    const rules = composeRules({ first: zBoxRule(lows, highs) });
    await expectClose(lrp(model, x, { target: 1, composite: rules }), expected, 1e-4);
  });

  it('is that of the first convolution, for dense layers have none', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.dense({ inputShape: [4], units: 3, activation: 'relu' }),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const x = randomTensor([2, 4], 3);
    const everywhere = composeRules({ dense: epsilonRule() });
    await expectClose(
      lrp(model, x, { composite: epsilonGammaBox(-1, 1) }),
      lrp(model, x, { composite: everywhere }),
      1e-6,
    );
  });
});

describe('the sign of an output that is exactly 0', () => {
  it('is that of +ε', async () => {
    const model = tfl.sequential({
      layers: [
        layers.dense({ inputShape: [2], units: 1, useBias: false }),
        layers.dense({ units: 1 }),
      ],
    });
    model.setWeights([tf.tensor2d([[1], [-1]]), tf.tensor2d([[2]]), tf.tensor1d([3])]);
    // 1 - 1 = 0 gets all relevance of the logit, which is 3, by the flat rule: shares ±1 · 3 / 0.25
    const rules = composeRules({ layers: { 0: epsilonRule(0.25), 1: flatRule() } });
    const relevance = lrp(model, tf.ones([1, 2]), { target: 0, composite: rules });
    await expectClose(relevance, [12, -12]);
  });
});

describe('the rules', () => {
  it.each<[() => unknown, RegExp]>([
    [
      () => epsilonRule(-1),
      /^epsilonRule: epsilon must be a finite number of at least 0, but it is -1$/,
    ],
    [
      () => gammaRule(Number.NaN),
      /^gammaRule: gamma must be a number from 0 to 1000000, but it is NaN$/,
    ],
    [() => alphaBetaRule(2, 2), /^alphaBetaRule: alpha - beta must be 1, but they are 2 and 2$/],
    [
      () => epsilonRule(1, { bias: false } as object),
      /^epsilonRule: unknown option 'bias'; did you mean 'biases'\?$/,
    ],
    [
      () => flatRule(0 as unknown as object),
      /^flatRule: options must be an object, .* they are 0$/,
    ],
    [() => zPlusRule({ biases: 'no' as never }), /^zPlusRule: biases must be .* but it is 'no'$/],
    [
      () => epsilonPlus({ bias: false } as object),
      /^epsilonPlus: unknown option 'bias'; did you mean 'biases'\?$/,
    ],
    [() => zBoxRule(1, 1), /^zBoxRule: low must be below high, but they are 1 and 1$/],
  ])('say what is wrong: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
