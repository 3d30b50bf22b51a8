import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as relevance from '../../src/relevance';
import { documentModel } from '../../support/models';
import { expectRefusal } from '../helpers/leaks';

type Call = (options: object) => unknown;

const model = documentModel(6, [2, 3]);
const x = tf.ones<tf.Rank.R4>([2, 6, 6, 1]);
afterAll(() => {
  x.dispose();
  model.dispose();
});

const windowed = { window: [3, 3] };
const calls: Record<string, Call> = {
  lrp: (options) => relevance.lrp(model, x, options),
  deepTaylorDecomposition: (options) => relevance.deepTaylorDecomposition(model, x, options),
  gradientTimesInput: (options) => relevance.gradientTimesInput(model, x, options),
  integratedGradients: (options) => relevance.integratedGradients(model, x, options),
  exactIntegratedGradients: (options) => relevance.exactIntegratedGradients(model, x, options),
  smoothGrad: (options) => relevance.smoothGrad(model, x, options),
  gradCam: (options) => relevance.gradCam(model, x, options),
  occlusion: (options) => relevance.occlusion(model, x, { ...windowed, ...options }),
  taylorDecomposition: (options) => relevance.taylorDecomposition(model, x, options),
  taylorReport: (options) => relevance.taylorReport(model, x, options),
  inBatches: (options) => relevance.inBatches(x, (some) => tf.neg(some), options),
  epsilonPlus: (options) => relevance.epsilonPlus(options),
  epsilonAlpha2Beta1: (options) => relevance.epsilonAlpha2Beta1(options),
  epsilonGammaBox: (options) => relevance.epsilonGammaBox(0, 1, options),
  deepTaylor: (options) => relevance.deepTaylor(options),
  composeRules: (options) => relevance.composeRules(options),
  zPlusRule: (options) => relevance.zPlusRule(options),
  zBoxRule: (options) => relevance.zBoxRule(0, 1, options),
  flatRule: (options) => relevance.flatRule(options),
  epsilonRule: (options) => relevance.epsilonRule(1, options),
  gammaRule: (options) => relevance.gammaRule(1, options),
  alphaBetaRule: (options) => relevance.alphaBetaRule(2, 1, options),
  wSquareRule: (options) => relevance.wSquareRule(options),
};

/** What JavaScript takes for a number, or makes one of, and what is none. */
const noNumbers: readonly unknown[] = [
  ...['', '3', true, null, [1], [], {}, 3n, Symbol('3'), () => 3, new Number(3), new Map()],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Object.create(null), Promise.resolve(3)],
];

describe('a number', () => {
  const numbers: [string, string, ...unknown[]][] = [
    ['lrp', 'batchSize', 0, -1, 1.5, 2 ** 53],
    ['deepTaylorDecomposition', 'batchSize', 0],
    ['deepTaylorDecomposition', 'low'],
    ['deepTaylorDecomposition', 'high'],
    ['gradientTimesInput', 'batchSize', -0.5],
    ['integratedGradients', 'batchSize', 0],
    ['integratedGradients', 'steps', 0, 1e9, 1001, 2.5],
    ['exactIntegratedGradients', 'batchSize', 0],
    ['smoothGrad', 'samples', 0, 1e9, 1001],
    ['smoothGrad', 'sigma', -1e-9],
    ['smoothGrad', 'seed'],
    ['smoothGrad', 'firstImage', -1, 0.5],
    ['occlusion', 'window', [0, 1], [1, Number.NaN], ['3', '3'], [3, null], new Int32Array(2)],
    ['occlusion', 'strides', [0, 1], [1.5, 1], [[1], [1]]],
    ['taylorReport', 'batchSize', 0],
    ['inBatches', 'batchSize', 0],
    ['integratedGradients', 'baseline'],
    ['exactIntegratedGradients', 'baseline'],
    ['occlusion', 'baseline'],
  ];

  it.each(numbers)('%s is told what %s must be', async (name, option, ...others) => {
    for (const given of [...noNumbers, ...others]) {
      await expectRefusal(
        () => calls[name]?.({ [option]: given }),
        new RegExp(
          `^${name}: ${option} (must be (an integer|a finite|an array|a number)|needs 2 num)`,
        ),
      );
    }
  });

  it('of a rule or a root point is one, too', async () => {
    const refuse = async (name: string, call: (value: never) => unknown) => {
      for (const given of noNumbers) {
        await expectRefusal(() => call(given as never), new RegExp(`^${name}: \\w+ must be `));
      }
    };
    await refuse('epsilonRule', (value) => relevance.epsilonRule(value));
    await refuse('gammaRule', (value) => relevance.gammaRule(value));
    await refuse('alphaBetaRule', (value) => relevance.alphaBetaRule(value, 1));
    await refuse('alphaBetaRule', (value) => relevance.alphaBetaRule(2, value));
    await refuse('gaussianRoot', (value) => relevance.gaussianRoot(value));
    await refuse('sharpenRoot', (value) => relevance.sharpenRoot(value));
    await refuse('nearestRoot', (value) => relevance.nearestRoot(value));
    await expectRefusal(
      () => relevance.alphaBetaRule(2, undefined as never),
      /^alphaBetaRule: beta must be a finite number of at least 0, but it is undefined$/,
    );
    await expectRefusal(
      () => relevance.gammaRule(1e7),
      /^gammaRule: gamma must be a number from 0 to 1000000, but it is 10000000$/,
    );
  });

  it('of a bound is one for all, or one for each channel', async () => {
    const wrong = [...noNumbers.filter((given) => given !== null), null, ['0'], [0, Number.NaN]];
    for (const given of [...wrong, new BigInt64Array(2), new DataView(new ArrayBuffer(8))]) {
      if (Array.isArray(given) && given[0] === 1) continue;
      const low = given as number;
      const rule =
        'low must be a finite number, an array of one for each channel, or a tensor, but';
      await expectRefusal(() => relevance.zBoxRule(low, 2), new RegExp(`^zBoxRule: ${rule}`));
      await expectRefusal(
        () => relevance.epsilonGammaBox(low, 2),
        new RegExp(`^epsilonGammaBox: ${rule}`),
      );
      await expectRefusal(() => relevance.deepTaylor({ low }), new RegExp(`^deepTaylor: ${rule}`));
    }
  });
});

describe('what is no number', () => {
  const others: [string, string, ...unknown[]][] = [
    ['lrp', 'composite', null, 3, {}, 'epsilonPlus'],
    ['lrp', 'target', null, {}, true, '1'],
    ['gradientTimesInput', 'output', null, 'logit', 1, ['logits']],
    ['gradCam', 'relu', null, 0, 'true'],
    ['gradCam', 'smooth', 1],
    ['gradCam', 'layer', null, 1.5, {}, true],
    ['taylorDecomposition', 'rootPoint', null, 3, 'zeroRoot'],
    ['taylorReport', 'onProgress', null, 3, {}],
    ['taylorReport', 'signal', null, 3, { aborted: true }],
    ['inBatches', 'onProgress', 'done', 1],
    ['inBatches', 'signal', new Map(), () => true],
    ['composeRules', 'dense', null, 3, {}, relevance.epsilonRule],
    [
      'composeRules',
      'layers',
      null,
      3,
      [],
      new Map(),
      { conv: 3 },
      { conv: relevance.zBoxRule },
      { conv: undefined },
    ],
    ['epsilonPlus', 'biases', null, 0, 'false'],
    ['flatRule', 'biases', 1],
    ['zBoxRule', 'biases', 1],
  ];

  it.each(others)('%s is told what %s must be', async (name, option, ...wrong) => {
    for (const given of wrong) {
      await expectRefusal(
        () => calls[name]?.({ [option]: given }),
        new RegExp(`^${name}: ${option} must be `),
      );
    }
  });

  it('a layer called as a kind hides no rule of that kind', async () => {
    await expectRefusal(
      () =>
        relevance.composeRules({
          ...{ dense: 'epsilon' as never, layers: { dense: relevance.epsilonRule() } },
        }),
      /^composeRules: dense must be a rule such as epsilonRule\(\) gives, but it is 'epsilon'$/,
    );
  });
});

describe.each(Object.entries(calls))('%s', (name, call) => {
  it('takes options alone that it has, and names the nearest', async () => {
    for (const misspelt of ['batchSizes', 'bias', 'toString', '__proto__']) {
      const options = JSON.parse(`{ "${misspelt}": 1 }`) as object;
      await expectRefusal(
        () => call(name === 'occlusion' ? Object.assign(options, windowed) : options),
        name === 'occlusion' && misspelt === '__proto__'
          ? /^occlusion: /
          : new RegExp(`^${name}: unknown option '${misspelt}'; .*'\\w+'`),
      );
    }
  });
});

describe('a batch without samples, or of samples without values', () => {
  const squares = (some: tf.Tensor) => {
    const axes = some.shape.map((_, axis) => axis).slice(1);
    return tf.expandDims(tf.sum(tf.square(some), axes), 1);
  };
  const shapes = [[0], [0, 6, 6, 1], [2, 0], [2, 0, 6, 1], [2, 6, 6, 0], [2, 0, 3]];

  it.each(shapes)('is refused: [%j, …]', async (...shape) => {
    const empty = tf.zeros(shape);
    const rule = (name: string) =>
      new RegExp(
        `^${name}: x must hold at least one (sample|value), but its shape is \\[${shape}\\]$`,
      );
    const methods = {
      gradientTimesInput: relevance.gradientTimesInput,
      integratedGradients: relevance.integratedGradients,
      smoothGrad: relevance.smoothGrad,
      taylorDecomposition: relevance.taylorDecomposition,
      taylorReport: relevance.taylorReport,
    };
    for (const [name, method] of Object.entries(methods)) {
      await expectRefusal(() => method(squares, empty), rule(name));
    }
    await expectRefusal(
      () => relevance.inBatches(empty, (some) => tf.neg(some)),
      rule('inBatches'),
    );
    if (shape.length === 1) return;
    const window = shape.length === 2 ? [1] : shape.slice(1, -1).fill(1);
    await expectRefusal(() => relevance.occlusion(squares, empty, { window }), rule('occlusion'));
  });
});

describe('occlusion', () => {
  it('refuses more windows than a call can take before it makes one', async () => {
    const wide = tf.zeros<tf.Rank.R4>([1, 400, 300, 1]);
    const pixels = (some: tf.Tensor) => tf.max(tf.reshape(some, [1, -1]), 1, true);
    await expectRefusal(
      () => relevance.occlusion(pixels, wide, { window: [1, 1] }),
      /^occlusion: window and strides must make at most 100000 windows, but \[1,1\] and \[1,1\] make 120000 of \[400,300\]$/,
    );
    await expectRefusal(
      () => relevance.occlusion(pixels, wide, { window: [9, 9], strides: [1, 1] }),
      /make 114464 of/,
    );
    expect(relevance.occlusion(pixels, wide, { window: [1e9, 2 ** 52] }).shape).toEqual(wide.shape);
  });

  it('takes what has places alone', async () => {
    for (const shape of [[2], [1, 2, 2, 2, 2, 1]]) {
      const given = tf.ones(shape);
      await expectRefusal(
        () => relevance.occlusion((some) => some, given, { window: [1] }),
        /^occlusion: x must have rank 2 or 3 or 4 or 5, but its shape is /,
      );
    }
  });
});
