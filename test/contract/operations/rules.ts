import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  alphaBetaRule,
  composeRules,
  epsilonRule,
  flatRule,
  gammaRule,
  lrp,
  type Rule,
  wSquareRule,
  zBoxRule,
  zPlusRule,
} from 'fourier-xai';
import { randomArray } from '../../../support/random';
import {
  type Dense,
  naiveAlphaBeta,
  naiveEpsilon,
  naiveFlat,
  naiveGamma,
  naiveWSquare,
  naiveZBox,
} from '../../helpers/naiveRules';
import { type HostConvolution, naiveJacobian } from '../../helpers/naiveStack';
import type { Case } from './operation';

type Connected = readonly (readonly number[])[];

const rules: [string, () => Rule, (dense: Dense, connected: Connected) => number[]][] = [
  ['epsilonRule', () => epsilonRule(0.25), (dense) => naiveEpsilon(dense, 0.25)],
  ['gammaRule', () => gammaRule(0.4), (dense) => naiveGamma(dense, 0.4)],
  ['alphaBetaRule', () => alphaBetaRule(2, 1), (dense) => naiveAlphaBeta(dense, 2, 1)],
  ['zPlusRule', zPlusRule, (dense) => naiveAlphaBeta(dense, 1, 0)],
  ['zBoxRule', () => zBoxRule(-1, 2), (dense) => naiveZBox(dense, -1, 2)],
  ['wSquareRule', wSquareRule, naiveWSquare],
  ['flatRule', flatRule, naiveFlat],
];

interface Layer {
  readonly inputShape: number[];
  readonly make: () => tfl.layers.Layer;
  readonly weights: () => tf.Tensor[];
  /** [input][output], and which output sees which input. */
  readonly matrix: () => { w: number[][]; b: number[]; connected: number[][] };
}

const [INPUTS, UNITS] = [5, 3];
const weights = randomArray(INPUTS * UNITS, 2);
const bias = randomArray(UNITS, 3);

const dense: Layer = {
  inputShape: [INPUTS],
  make: () => tfl.layers.dense({ units: UNITS }),
  weights: () => [tf.tensor2d(weights, [INPUTS, UNITS]), tf.tensor1d(bias)],
  matrix: () => ({
    w: Array.from({ length: INPUTS }, (_, i) => [...weights.slice(i * UNITS, (i + 1) * UNITS)]),
    b: [...bias],
    connected: Array.from({ length: INPUTS }, () => new Array<number>(UNITS).fill(1)),
  }),
};

const layerOf = (kernel: ArrayLike<number>): HostConvolution => ({
  filter: [3, 2, 2, 2],
  kernel,
  dilations: [1, 1],
  margins: [
    [1, 1],
    [0, 1],
  ],
});
const jacobianOf = (kernel: ArrayLike<number>) => naiveJacobian([1, 3, 3, 2], [layerOf(kernel)]);
const taps = randomArray(24, 4);

/** Padding 'same'; its outputs in a row. */
const convolution: Layer = {
  inputShape: [3, 3, 2],
  make: () => tfl.layers.conv2d({ filters: 2, kernelSize: [3, 2], padding: 'same' }),
  weights: () => [tf.tensor4d(taps, [3, 2, 2, 2]), tf.tensor1d(bias.slice(0, 2))],
  matrix: () => ({
    w: jacobianOf(taps),
    b: Array.from({ length: 18 }, (_, i) => bias[i % 2]!),
    connected: jacobianOf(new Array<number>(24).fill(1)),
  }),
};

const TARGETS = [1, 2];

function relevance({ inputShape, make, weights: list }: Layer, rule: Rule): tf.Tensor {
  const input = tfl.input({ shape: inputShape });
  const y = make().apply(input) as tfl.SymbolicTensor;
  const outputs = y.rank === 2 ? y : (tfl.layers.flatten().apply(y) as tfl.SymbolicTensor);
  const model = tfl.model({ inputs: input, outputs });
  model.setWeights(list());
  const x = tf.tensor(samplesOf(inputShape).flat(), [2, ...inputShape]);
  return lrp(model, x, {
    target: TARGETS,
    composite: composeRules({ convolution: rule, dense: rule }),
  });
}

function samplesOf(shape: number[]): number[][] {
  const size = tf.util.sizeFromShape(shape);
  return [0, 1].map((sample) => [...randomArray(size, 7 + sample)]);
}

function byMatrix({ inputShape, matrix }: Layer, naive: (typeof rules)[number][2]): number[] {
  const { w, b, connected } = matrix();
  return samplesOf(inputShape).flatMap((a, sample) => {
    const k = TARGETS[sample]!;
    const z = a.reduce((sum, value, j) => sum + value * w[j]![k]!, b[k]!);
    return naive({ a, w, b, r: b.map((_, i) => (i === k ? z : 0)) }, connected);
  });
}

export const lrpRules: Case[] = Object.entries({ dense, convolution }).flatMap(([name, layer]) =>
  rules.map(
    ([rule, make, naive]): Case => ({
      name: `${rule} on a layer of kind ${name}`,
      actual: () => relevance(layer, make()),
      expected: () => byMatrix(layer, naive),
      tolerance: 1e-4,
    }),
  ),
);
