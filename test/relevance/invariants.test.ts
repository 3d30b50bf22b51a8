import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Target } from '../../src/gradients/target';
import { spectralRelevance } from '../../src/relevance/frequency/spectralRelevance';
import {
  composeRules,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
} from '../../src/relevance/lrp/composite';
import { deepTaylorDecomposition } from '../../src/relevance/lrp/deepTaylorDecomposition';
import { lrp } from '../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../src/relevance/lrp/rules/epsilonRule';
import { exactIntegratedGradients } from '../../src/relevance/methods/exactIntegratedGradients';
import { gaussianRoot } from '../../src/relevance/methods/gaussianRoot';
import { gradCam } from '../../src/relevance/methods/gradCam';
import { gradientTimesInput } from '../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../src/relevance/methods/integratedGradients';
import { occlusion } from '../../src/relevance/methods/occlusion';
import { smoothGrad } from '../../src/relevance/methods/smoothGrad';
import { taylorDecomposition } from '../../src/relevance/methods/taylorDecomposition';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

/** A network of ReLUs to which nothing is added. */
interface Shape {
  readonly size: [number, number];
  readonly channels: number;
  readonly convolutions: { filters: number; kernel: [number, number]; stride: number }[];
  readonly pooling: 'max' | 'average' | 'none';
  readonly padding: 'same' | 'valid';
  readonly units: number;
}

const side = fc.integer({ min: 3, max: 7 });
const taps = fc.integer({ min: 1, max: 3 });
const shapes: fc.Arbitrary<Shape> = fc.record({
  size: fc.tuple(side, side),
  channels: fc.integer({ min: 1, max: 3 }),
  convolutions: fc.array(
    fc.record({
      filters: fc.integer({ min: 1, max: 4 }),
      kernel: fc.tuple(taps, taps),
      stride: fc.constantFrom(1, 1, 2),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  pooling: fc.constantFrom('max', 'average', 'none'),
  padding: fc.constantFrom('same', 'valid'),
  units: fc.integer({ min: 1, max: 5 }),
});

/** tf.js's own layers are wrong on wasm where a kernel is smaller than its stride. */
const strideOf = (kernel: [number, number], stride: number) => Math.min(stride, ...kernel);

function networkOf({ size, channels, convolutions, pooling, padding, units }: Shape) {
  const pools = { poolSize: 2, strides: 1, padding } as const;
  const list = [
    layers.inputLayer({ inputShape: [...size, channels] }),
    ...convolutions.map(({ filters, kernel, stride }) =>
      layers.conv2d({
        ...{ filters, kernelSize: kernel, strides: strideOf(kernel, stride), useBias: false },
        ...{ padding: 'same', activation: 'relu' },
      }),
    ),
    ...(pooling === 'max' ? [layers.maxPooling2d(pools)] : []),
    ...(pooling === 'average' ? [layers.averagePooling2d(pools)] : []),
    layers.flatten(),
    layers.dense({ units, useBias: false, activation: 'relu' }),
    layers.dense({ units: 2, useBias: false }),
  ];
  return seedWeights(tfl.sequential({ layers: list }), 11);
}

/** Whether a pooling of 2 x 2 finds as much. */
const hasAnswers = ({ size, convolutions, padding, pooling }: Shape): boolean => {
  const after = convolutions.reduce(
    (sides, { kernel, stride }) => sides.map((n) => Math.ceil(n / strideOf(kernel, stride))),
    [...size],
  );
  return padding === 'same' || pooling === 'none' || after.every((n) => n >= 2);
};

const sums = (x: tf.Tensor) => tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1);
const zero = composeRules({ convolution: epsilonRule(0), dense: epsilonRule(0) });
/** Every shape has shaders to compile there. */
const numRuns = ['cpu', 'wasm'].includes(tf.getBackend()) ? 40 : 4;

describe('without biases and ε', () => {
  it('lrp is gradient times input is integrated gradients, and all add up to the logit', async () => {
    await fc.assert(
      fc.asyncProperty(shapes.filter(hasAnswers), fc.nat(1000), async (shape, seed) => {
        const model = networkOf(shape);
        const x = randomTensor<tf.Rank.R4>([2, ...shape.size, shape.channels], seed);
        const options = { target: [1, 0] };
        const product = gradientTimesInput(model, x, options);
        // homogeneous of degree 1: the gradient is the same all the way from 0
        const maps = [
          lrp(model, x, { ...options, composite: zero }),
          integratedGradients(model, x, { ...options, steps: 2 }),
        ];
        // shares of a mean are stabilised whatever the ε of the rules
        const tolerance = shape.pooling === 'average' ? 1e-2 : 1e-4;
        for (const map of maps) await expectClose(map, product, tolerance);
        const y = model.predict(x) as tf.Tensor2D;
        const logits = tf.sum(tf.mul(y, tf.tensor2d([0, 1, 1, 0], [2, 2])), 1);
        for (const map of [...maps, product, spectralRelevance(model, x, options)]) {
          await expectClose(sums(map), logits, tolerance);
        }
        model.dispose();
      }),
      { numRuns, seed: 7 },
    );
  });
});

type Method = (model: tfl.LayersModel, x: tf.Tensor4D, target?: Target) => tf.Tensor;

const methods: Record<string, Method> = {
  gradientTimesInput: (model, x, target) => gradientTimesInput(model, x, { target }),
  integratedGradients: (model, x, target) => integratedGradients(model, x, { target, steps: 3 }),
  exactIntegratedGradients: (model, x, target) => exactIntegratedGradients(model, x, { target }),
  smoothGrad: (model, x, target) => smoothGrad(model, x, { target, samples: 2, sigma: 0.1 }),
  gradCam: (model, x, target) => gradCam(model, x, { target }),
  occlusion: (model, x, target) => occlusion(model, x, { target, window: [3, 2] }),
  taylorDecomposition: (model, x, target) =>
    taylorDecomposition(model, x, { target, rootPoint: gaussianRoot(1) }),
  deepTaylorDecomposition: (model, x, target) => deepTaylorDecomposition(model, x, { target }),
  spectralRelevance: (model, x, target) => spectralRelevance(model, x, { target }),
  lrp: (model, x, target) => lrp(model, x, { target }),
};

const composites: Record<string, Method> = {
  'lrp by α = 2, β = 1': (model, x, target) =>
    lrp(model, x, { target, composite: epsilonAlpha2Beta1() }),
  'lrp by γ and box': (model, x, target) =>
    lrp(model, x, { target, composite: epsilonGammaBox(0, 1) }),
};

/** Of all others what is 0 has no relevance. */
const explainZeros = ['smoothGrad', 'deepTaylorDecomposition'];

describe.each(Object.entries({ ...methods, ...composites }))('%s', (name, method) => {
  it('is zero for a model of constant output', async () => {
    const model = documentModel(6);
    const list = model.getWeights();
    const [bias, last] = [list.at(-1)!, list.at(-2)!];
    model.setWeights([...list.slice(0, -2), tf.zerosLike(last), tf.onesLike(bias)]);
    const map = method(model, tf.abs(randomTensor<tf.Rank.R4>([2, 6, 6, 1], 3)), 0);
    await expectClose(map, new Array(map.size).fill(0), 1e-7);
  });

  it('is finite for black images, and by most methods zero', async () => {
    const map = method(documentModel(6), tf.zeros<tf.Rank.R4>([2, 6, 6, 1]));
    const values = Array.from(await map.data());
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values.some((value) => value !== 0)).toBe(explainZeros.includes(name));
  });

  it('leaves weights, outputs and memory as they were', async () => {
    const model = documentModel(6);
    const x = randomTensor<tf.Rank.R4>([2, 6, 6, 1], 3);
    const weights = model.getWeights().map((value) => tf.clone(value));
    const y = model.predict(x) as tf.Tensor;
    for (let i = 0; i < 3; i++) await expectNoLeak(() => method(model, x, [1, 0]), 1);
    for (const [i, value] of model.getWeights().entries()) await expectClose(value, weights[i]!, 0);
    await expectClose(model.predict(x) as tf.Tensor, y, 0);
  });
});

describe('a constant image', () => {
  const black = () => tf.zeros<tf.Rank.R4>([1, 7, 6, 1]);
  const grey = () => tf.fill<tf.Rank.R4>([1, 7, 6, 1], 0.5);
  const pooled = (pooling: tfl.layers.Layer) => {
    const list = [
      layers.conv2d({ inputShape: [7, 6, 1], filters: 3, kernelSize: 3, activation: 'relu' }),
      ...(pooling.getClassName() === 'MaxPooling2D' ? [pooling, layers.flatten()] : [pooling]),
      layers.dense({ units: 2, useBias: false }),
    ];
    return seedWeights(tfl.sequential({ layers: list }), 3);
  };
  const poolings: [string, () => tfl.layers.Layer][] = [
    ['global max', () => layers.globalMaxPooling2d({})],
    ['max', () => layers.maxPooling2d({ poolSize: 3, strides: 1 })],
    ['global average', () => layers.globalAveragePooling2d({})],
  ];

  it.each(poolings)(
    'has equal values, of which %s pooling takes one or all alike',
    async (_, pooling) => {
      const model = pooled(pooling());
      const options = { target: 1 };
      const output = (x: tf.Tensor) =>
        tf.reshape(tf.slice(model.predict(x) as tf.Tensor2D, [0, 1], [1, 1]), [1]);
      for (const x of [black(), grey()]) {
        const map = lrp(model, x, { ...options, composite: epsilonGammaBox(-1, 1) });
        await expectClose(sums(map), output(x), 1e-4);
      }
      // the gradient says how the output changes along the way from 0
      const [above, below] = [1.02, 0.98].map((t) => output(tf.mul(grey(), t))) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const slope = tf.div(tf.sub(above, below), 0.04);
      await expectClose(sums(gradientTimesInput(model, grey(), options)), slope, 1e-3);
    },
  );
});

describe.each(Object.entries(methods))('%s says what is wrong', (name, method) => {
  const model = () => documentModel(6);

  it('of classes and of inputs', async () => {
    const [x, small] = [tf.zeros<tf.Rank.R4>([2, 6, 6, 1]), tf.zeros<tf.Rank.R4>([2, 5, 6, 1])];
    const classes = new RegExp(`^${name}: target must be an integer from 0 to 1, but it is 2$`);
    const m = model();
    await expectRefusal(() => method(m, x, 2), classes);
    await expectRefusal(() => method(m, x, [0, 2]), classes);
    await expectRefusal(
      () => method(m, x, [0]),
      new RegExp(`^${name}: target needs one class for each of 2 samples, but has 1$`),
    );
    await expectRefusal(
      () => method(m, small),
      new RegExp(`^${name}: the model takes \\[any, 6, 6, 1\\], but x is \\[2, 5, 6, 1\\]$`),
    );
  });
});
