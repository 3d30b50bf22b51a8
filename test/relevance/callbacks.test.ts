import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { itemAt } from '../../src/internal/itemAt';
import {
  type Composite,
  composeRules,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  gaussianRoot,
  inBatches,
  lrp,
  passRule,
  type Rule,
  taylorDecomposition,
  taylorReport,
  zeroRoot,
} from '../../src/relevance';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const { layers } = tfl;
const model = documentModel(6, [2, 3]);
const x = randomTensor<tf.Rank.R4>([2, 6, 6, 1], 1);
const steps = { recurrentInitializer: 'glorotUniform', units: 2 } as const;
const sequence = seedWeights(
  tfl.sequential({
    layers: [
      layers.gru({ ...steps, inputShape: [3, 2], returnSequences: true }),
      layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
      layers.lstm(steps),
      layers.dense({ units: 2 }),
    ],
  }),
);
const signal = randomTensor<tf.Rank.R3>([2, 3, 2], 2);
afterAll(() => {
  tf.dispose([x, signal]);
  for (const one of [model, sequence]) one.dispose();
});

const own = new Error('of the callback');
const throwing = () => {
  throw own;
};
/** A rejection that nobody waits for would end the process, and fails this run. */
const rejecting = async () => throwing();
const constant = tf.ones([2]);
afterAll(() => constant.dispose());

const isOwn = async (call: () => unknown): Promise<void> => {
  const before = tf.memory().numTensors;
  expect(await (async () => call())().catch((error: unknown) => error)).toBe(own);
  expect(tf.memory().numTensors).toBe(before);
};

describe('a rule', () => {
  const by =
    (rule: unknown): Composite =>
    () =>
      rule as Rule;
  const nonsense: [string, unknown][] = [
    ['undefined', () => undefined],
    ['null', () => null],
    ['3', () => 3],
    ['an object', rejecting],
    ['a tensor of shape \\[2\\]', () => constant],
    ['the function without a name', () => epsilonRule()],
  ];

  it.each(nonsense)('that gives %s is told what it must give', async (shown, rule) => {
    const message = (shape: string) =>
      new RegExp(
        `^lrp: what the rule for '\\w+' gives must be a tensor of shape \\[${shape}\\], but it is ${shown}$`,
      );
    await expectRefusal(() => lrp(model, x, { composite: by(rule) }), message('2,1,1,6'));
    // the dense layer, then x and state side by side in LSTM, then moments as a batch, then GRU
    for (const [index, shape] of [
      [3, '2,1,1,2'],
      [2, '2,1,1,4'],
      [undefined, '6,1,1,2'],
      [0, '2,1,1,4'],
    ] as const) {
      const one: Composite = (layer) => (layer.index === index ? (rule as Rule) : epsilonRule());
      await expectRefusal(() => lrp(sequence, signal, { composite: one }), message(shape));
    }
  });

  it('that throws is heard, and leaves nothing behind', async () => {
    await isOwn(() => lrp(model, x, { composite: throwing }));
    await isOwn(() => lrp(model, x, { composite: by(throwing) }));
    await isOwn(() => lrp(sequence, signal, { composite: by(throwing) }));
    const forSamples = Object.assign(() => constant, { forSamples: throwing });
    await isOwn(() => lrp(model, x, { composite: by(forSamples), batchSize: 1 }));
  });

  it('may give whole numbers and truths, which count as floats', async () => {
    const ones =
      (dtype: tf.DataType): Rule =>
      (_, a) =>
        tf.cast(tf.onesLike(a), dtype);
    const first = (dtype: tf.DataType) => composeRules({ first: ones(dtype) });
    for (const dtype of ['int32', 'bool'] as const) {
      const map = lrp(model, x, { composite: first(dtype) });
      expect(map.dtype).toBe('float32');
      await expectClose(map, new Float32Array(72).fill(1), 0);
    }
  });

  it('has functions where it has something of its own', async () => {
    const rule = (part: object) => by(Object.assign(() => constant, part));
    for (const part of ['forSamples', 'outside']) {
      await expectRefusal(
        () => lrp(model, x, { composite: rule({ [part]: 3 }) }),
        /^lrp: the rule for 'conv2d_\w+' must be a rule such as epsilonRule\(\) gives, but it is the /,
      );
    }
    await expectRefusal(
      () => lrp(model, x, { composite: rule({ forSamples: () => 'zBox' }), batchSize: 1 }),
      /^lrp: the rule for '\w+' must be a rule such as epsilonRule\(\) gives, but it is 'zBox'$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: Object.assign(by(epsilonRule()), { named: 3 as never }) }),
      /^lrp: named of the composite must be an array in which each is a string, but it is 3$/,
    );
  });

  it('and a composite refuse what is no layer where they are called by themselves', async () => {
    const wrong = [undefined, null, 3, {}, { names: [], kind: 'pooling', isFirst: true }];
    for (const layer of wrong) {
      const message = (name: string) => new RegExp(`^${name}: layer must be a layer with weights`);
      await expectRefusal(() => epsilonPlus()(layer as never), message('composeRules'));
      await expectRefusal(() => epsilonGammaBox(0, 1)(layer as never), message('epsilonGammaBox'));
      await expectRefusal(
        () => epsilonRule()(layer as never, x, x, () => x),
        /^epsilonRule: part must be the linear part of a layer, but it is /,
      );
      await expectRefusal(
        () => lrp(model, x, { target: passRule() as never }),
        /^lrp: part must be the linear part of a layer, but it is a tensor of shape \[2,2\]$/,
      );
    }
  });

  it('goes by the name of its layer, whatever that is', async () => {
    for (const name of ['toString', 'constructor', 'hasOwnProperty', 'valueOf']) {
      const input = tfl.input({ shape: [3] });
      const y = layers.dense({ units: 2, name, useBias: false }).apply(input);
      const named = tfl.model({ inputs: input, outputs: y as tfl.SymbolicTensor });
      const row = tf.tensor2d([[1, 2, 3]]);
      const plain = lrp(named, row, { composite: composeRules() });
      expect(plain.shape).toEqual([1, 3]);
      const sevens: Rule = (_, a) => tf.fill(a.shape, 7);
      const map = lrp(named, row, { composite: composeRules({ layers: { [name]: sevens } }) });
      await expectClose(map, [7, 7, 7], 0);
      tf.dispose([plain, map, row]);
      named.dispose();
    }
  });
});

describe('a layer that gives the same for all inputs', () => {
  class Constant extends tfl.layers.Layer {
    static className = 'Constant';
    override computeOutputShape(shape: tfl.Shape) {
      return shape;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.ones(itemAt([inputs].flat(), 0).shape);
    }
  }

  it('takes no relevance, and leaves nothing behind', async () => {
    const input = tfl.input({ shape: [3] });
    const same = new Constant({}).apply(input) as tfl.SymbolicTensor;
    const y = layers.dense({ units: 2 }).apply(same) as tfl.SymbolicTensor;
    const still = tfl.model({ inputs: input, outputs: y });
    const row = tf.tensor2d([[1, 2, 3]]);
    await expectNoLeak(() => lrp(still, row), 1);
    await expectClose(lrp(still, row), [0, 0, 0], 0);
    still.dispose();
  });
});

describe('a composite', () => {
  it.each([
    ['undefined', () => undefined],
    ['an object', rejecting],
    ['a tensor of shape \\[2\\]', () => constant],
  ])('that gives %s gives no rule', async (shown, given) => {
    await expectRefusal(
      () => lrp(model, x, { composite: given as never }),
      new RegExp(`^lrp: the rule for 'conv2d_\\w+' must be a rule .*, but it is ${shown}$`),
    );
  });

  it('that gives no rule for a later batch is told so', async () => {
    let calls = 0;
    const box = Object.assign(epsilonRule(), { forSamples: () => epsilonRule() });
    const fickle = () => (++calls > 5 ? undefined : box) as Rule;
    await expectRefusal(
      () => lrp(model, x, { composite: fickle, batchSize: 1 }),
      /^lrp: the rule for '\w+' must be a rule such as epsilonRule\(\) gives, but it is undefined$/,
    );
  });
});

describe('a root point', () => {
  const gone = tf.zeros([2, 6, 6, 1]);
  gone.dispose();

  it.each([
    ['must be a tensor, but it is undefined', () => undefined],
    ['must be a tensor, but it is an object', rejecting],
    ["must have x's shape \\[2,6,6,1\\], but it is \\[2\\]", () => constant],
    ['is a disposed tensor of shape \\[2,6,6,1\\]', () => gone],
  ])('%s', async (rule, given) => {
    const rootPoint = given as never;
    for (const [name, call] of Object.entries({ taylorDecomposition, taylorReport })) {
      await expectRefusal(
        () => call(model, x, { rootPoint }),
        new RegExp(`^${name}: the root point ${rule}$`),
      );
    }
  });

  it('that throws is heard, and its tensors are gone', async () => {
    const rootPoint = (some: tf.Tensor) => {
      tf.neg(some);
      return throwing();
    };
    await isOwn(() => taylorDecomposition(model, x, { rootPoint }));
    await isOwn(() => taylorReport(model, x, { rootPoint }));
  });

  it('may dispose what it is given, which is not x', async () => {
    const disposing = (some: tf.Tensor) => {
      const half = tf.div(some, 2);
      some.dispose();
      return half;
    };
    const halves = (some: tf.Tensor) => tf.div(some, 2);
    const map = taylorDecomposition(model, x, { rootPoint: disposing });
    await expectClose(map, await taylorDecomposition(model, x, { rootPoint: halves }).data(), 0);
    expect(x.isDisposed).toBe(false);
  });

  it('refuses what is no tensor', async () => {
    for (const given of [undefined, null, 3, { shape: [1, 2, 2, 1] }, gone, tf.tensor(['a'])]) {
      await expectRefusal(() => zeroRoot()(given as tf.Tensor), /^zeroRoot: x (must|is) /);
      await expectRefusal(() => gaussianRoot(1)(given as tf.Tensor), /^gaussianRoot: x (must|is) /);
    }
  });
});

describe('asynchronous work', () => {
  const late = async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    throw own;
  };

  it.each([
    ['throws', throwing],
    ['rejects', rejecting],
    ['rejects later', late],
  ])('ends with the error of onProgress that %s', async (_, onProgress) => {
    const negated = (some: tf.Tensor) => tf.neg(some);
    await isOwn(() => inBatches(x, negated, { batchSize: 1, onProgress }));
    await isOwn(() => taylorReport(model, x, { batchSize: 1, onProgress }));
  });

  it.each([
    ['throws', throwing],
    ['rejects', rejecting],
    ['rejects later', late],
  ])('ends with the error of explain that %s', async (_, explain) => {
    await isOwn(() => inBatches(x, explain, { batchSize: 1 }));
  });

  it('says that x was disposed while others had their turn', async () => {
    for (const call of [
      (some: tf.Tensor4D) => inBatches(some, (part) => tf.neg(part), { batchSize: 1 }),
      (some: tf.Tensor4D) => taylorReport(model, some, { batchSize: 1 }),
    ]) {
      const short = tf.clone(x);
      const before = tf.memory().numTensors;
      const running = call(short);
      short.dispose();
      await expect(running).rejects.toThrow(/: x is a disposed tensor of shape \[2,6,6,1\]$/);
      expect(tf.memory().numTensors).toBe(before - 1);
    }
  });

  it('joins maps without values', async () => {
    const none = (some: tf.Tensor) => tf.zeros([some.shape[0] ?? 0, 0]);
    const joined = await inBatches(x, none, { batchSize: 1 });
    expect(joined.shape).toEqual([2, 0]);
    joined.dispose();
    await expectNoLeak(() => inBatches(x, none), 1);
  });
});
