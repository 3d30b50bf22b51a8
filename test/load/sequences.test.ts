import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load/index';
import { lrp } from '../../src/relevance/lrp/lrp';
import { expectClose } from '../helpers/expectClose';
import { functional, modelJsonFiles, randomNd, type WrittenLayer } from '../helpers/kerasModelJson';
import { expectRefusal } from '../helpers/leaks';
import { naiveLayers } from '../helpers/walk/naiveLayers';
import type { Nd } from '../helpers/walk/nd';

const [times, inputs, units] = [5, 3, 4];
const x = randomNd([2, times, inputs], 1);
const tensorOf = ({ shape, data }: Nd) => tf.tensor(Float32Array.from(data), [...shape]);

const gates: Record<string, number> = { SimpleRNN: 1, GRU: 3, LSTM: 4 };

/** Kernel, recurrent kernel and bias of a recurrent layer on so many inputs. */
const weightsOf = (className: string, resetAfter: boolean, seed: number, from = inputs): Nd[] => {
  const outputs = (gates[className] as number) * units;
  return [
    randomNd([from, outputs], seed),
    randomNd([units, outputs], seed + 1),
    randomNd(resetAfter ? [2, outputs] : [outputs], seed + 2),
  ];
};

const named = (prefix: string, weights: readonly Nd[]) =>
  Object.fromEntries(
    weights.map((weight, i) => [`${prefix}/${['kernel', 'recurrent_kernel', 'bias'][i]}`, weight]),
  );

const oneLayer = (layer: WrittenLayer, shape: readonly number[] = [times, inputs]) =>
  functional(
    'model',
    [
      { className: 'InputLayer', name: 'x', config: { batch_shape: [null, ...shape] } },
      { ...layer, calls: [['x']] },
    ],
    { inputs: ['x'], outputs: [layer.name] },
  );

const common = { units, use_bias: true, return_state: false, stateful: false };

describe.each([
  ['SimpleRNN', 'SimpleRNN', { activation: 'tanh' }],
  ['LSTM', 'LSTM', { activation: 'tanh', recurrent_activation: 'sigmoid', unit_forget_bias: true }],
  ['LSTM', 'LSTM', { activation: 'relu', recurrent_activation: 'hard_sigmoid' }],
  ['GRU', 'GRU', { activation: 'tanh', recurrent_activation: 'sigmoid', reset_after: false }],
  [
    'GRU',
    'ResetAfterGRU',
    { activation: 'tanh', recurrent_activation: 'sigmoid', reset_after: true },
  ],
])('%s, as %s, with %j', (className, own, settings) => {
  const resetAfter = own === 'ResetAfterGRU';
  const weights = weightsOf(className, resetAfter, 10);
  const naive = (config: object, given: readonly Nd[]) =>
    naiveLayers[own]!(
      {
        className: own,
        config: {
          ...{ units, activation: settings.activation },
          recurrentActivation:
            (settings as Record<string, unknown>)['recurrent_activation'] === 'hard_sigmoid'
              ? 'hardSigmoid3'
              : 'sigmoid',
          ...config,
        },
        weights: given,
      },
      x,
    );

  it.each([
    [{ return_sequences: false, go_backwards: false }],
    [{ return_sequences: true, go_backwards: false }],
    [{ return_sequences: false, go_backwards: true }],
  ])('gives what its definition gives, %j', async (more) => {
    const config = { ...common, ...settings, ...more };
    const files = modelJsonFiles(
      oneLayer({ className, name: 'rnn', config }),
      named(`rnn/${className.toLowerCase()}_cell`, weights),
    );
    const model = await loadModel(files);
    const expected = naive(
      { returnSequences: more.return_sequences, goBackwards: more.go_backwards },
      weights,
    );
    await expectClose(model.predict(tensorOf(x)) as tf.Tensor, tensorOf(expected), 1e-5);
    if (!more.return_sequences) {
      const target = 1;
      const map = lrp(model, tensorOf(x), { target });
      expect(map.shape).toEqual(x.shape);
      expect((await tf.all(tf.isFinite(map)).data())[0]).toBe(1);
    }
  });

  it.each(['concat', 'sum', 'ave', 'mul'])('goes both ways, by %s', async (mode) => {
    const back = weightsOf(className, resetAfter, 30);
    const config = {
      merge_mode: mode,
      layer: {
        class_name: className,
        config: { name: 'rnn', ...common, ...settings, return_sequences: true },
      },
      backward_layer: {
        class_name: className,
        config: {
          name: 'back',
          ...common,
          ...settings,
          return_sequences: true,
          go_backwards: true,
        },
      },
    };
    const files = modelJsonFiles(oneLayer({ className: 'Bidirectional', name: 'both', config }), {
      ...named('both/forward_rnn/cell', weights),
      ...named('both/backward_rnn/cell', back),
    });
    const model = await loadModel(files);
    const there = naive({ returnSequences: true }, weights);
    const again = naive({ returnSequences: true, goBackwards: true }, back);
    const [a, b] = [tensorOf(there), tf.reverse(tensorOf(again), 1)];
    const merged: Record<string, () => tf.Tensor> = {
      concat: () => tf.concat([a, b], 2),
      sum: () => tf.add(a, b),
      ave: () => tf.div(tf.add(a, b), 2),
      mul: () => tf.mul(a, b),
    };
    await expectClose(model.predict(tensorOf(x)) as tf.Tensor, merged[mode]!(), 1e-5);
  });
});

it('takes the state of one layer into another', async () => {
  const weights = weightsOf('GRU', true, 50);
  const dense = [randomNd([inputs, units], 60), randomNd([units], 61)];
  const layers: WrittenLayer[] = [
    { className: 'InputLayer', name: 'x', config: { batch_shape: [null, times, inputs] } },
    { className: 'InputLayer', name: 'y', config: { batch_shape: [null, inputs] } },
    {
      ...{ className: 'Dense', name: 'state', calls: [['y']] },
      config: { units, activation: 'tanh', use_bias: true },
    },
    {
      ...{ className: 'GRU', name: 'rnn', calls: [['x', 'state']] },
      config: { ...common, activation: 'tanh', recurrent_activation: 'sigmoid', reset_after: true },
    },
  ];
  const model = await loadModel(
    modelJsonFiles(functional('model', layers, { inputs: ['x', 'y'], outputs: ['rnn'] }), {
      'state/kernel': dense[0]!,
      'state/bias': dense[1]!,
      ...named('rnn/gru_cell', weights),
    }),
  );
  const y = randomNd([2, inputs], 70);
  // the state as the definition's first moment: h after no step
  const single = { className: '', config: { units, activation: 'tanh' }, weights: dense };
  const h = naiveLayers['Dense']!(single, y);
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  const [kernel, recurrent, bias] = weights as [Nd, Nd, Nd];
  const product = (row: readonly number[], matrix: Nd, offset: number) =>
    Array.from({ length: 3 * units }, (_, j) =>
      row.reduce(
        (sum, v, i) => sum + v * matrix.data[i * 3 * units + j]!,
        bias.data[offset * 3 * units + j]!,
      ),
    );
  const rows = [0, 1].map((batch) => {
    let state = [...h.data.slice(batch * units, (batch + 1) * units)];
    for (let t = 0; t < times; t++) {
      const from = (batch * times + t) * inputs;
      const a = product([...x.data.slice(from, from + inputs)], kernel, 0);
      const b = product(state, recurrent, 1);
      state = state.map((old, i) => {
        const z = sigmoid(a[i]! + b[i]!);
        const r = sigmoid(a[units + i]! + b[units + i]!);
        const candidate = Math.tanh(a[2 * units + i]! + r * b[2 * units + i]!);
        return z * old + (1 - z) * candidate;
      });
    }
    return state;
  });
  const given = [tensorOf(x), tensorOf(y)];
  await expectClose(model.predict(given) as tf.Tensor, tf.tensor2d(rows), 1e-5);
});

describe('TimeDistributed', () => {
  it('applies a layer at each time', async () => {
    const weights = [randomNd([inputs, units], 2), randomNd([units], 3)];
    const layer = { class_name: 'Dense', config: { name: 'inner', units, activation: 'relu' } };
    const files = modelJsonFiles(
      oneLayer({ className: 'TimeDistributed', name: 'each', config: { layer } }),
      { 'each/kernel': weights[0]!, 'each/bias': weights[1]! },
    );
    const model = await loadModel(files);
    const single = { className: '', config: { activation: 'relu' }, weights };
    const expected = naiveLayers['Dense']!(single, x);
    await expectClose(model.predict(tensorOf(x)) as tf.Tensor, tensorOf(expected), 1e-5);
  });
});

describe('what is refused', () => {
  const lstm = { ...common, activation: 'tanh', recurrent_activation: 'sigmoid' };
  const written = (className: string, config: Record<string, unknown>) =>
    modelJsonFiles(oneLayer({ className, name: 'layer', config }), {});

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'states as outputs',
      'LSTM',
      { ...lstm, return_state: true },
      /LSTM 'layer' has return_state = true, which cannot be translated/,
    ],
    [
      'two ways that are not one',
      'Bidirectional',
      { layer: { class_name: 'LSTM', config: lstm }, merge_mode: null },
      /Bidirectional 'layer' has merge_mode = null/,
    ],
    [
      'two ways of different layers',
      'Bidirectional',
      {
        layer: { class_name: 'LSTM', config: lstm },
        backward_layer: { class_name: 'LSTM', config: { ...lstm, activation: 'relu' } },
      },
      /Bidirectional 'layer' has a backward_layer that is another than its layer/,
    ],
    [
      'a layer within that takes several of tf.js',
      'TimeDistributed',
      { layer: { class_name: 'GlobalAveragePooling2D', config: { name: 'a', keepdims: true } } },
      /TimeDistributed 'layer' has a 'GlobalAveragePooling2D' within, which is more than one layer/,
    ],
    [
      'nothing within',
      'TimeDistributed',
      {},
      /TimeDistributed 'layer' must have a layer within, but it is undefined/,
    ],
  ])('%s', async (_, className, config, message) => {
    const files = written(className, config);
    await expectRefusal(() => loadModel(files), message);
  });
});

describe('models of several parts', () => {
  const dense = (name: string, calls: WrittenLayer['calls'], count = 3): WrittenLayer => ({
    ...{ className: 'Dense', name, calls: calls ?? [] },
    config: { units: count, activation: 'linear', use_bias: true },
  });
  const input = (name: string, size: number): WrittenLayer => ({
    ...{ className: 'InputLayer', name, config: { batch_shape: [null, size] } },
  });
  const [kernel, bias, inner, innerBias] = [
    randomNd([3, 3], 80),
    randomNd([3], 81),
    randomNd([3, 3], 82),
    randomNd([3], 83),
  ];
  const applied = (value: tf.Tensor, [k, b]: readonly [Nd, Nd]) =>
    tf.add(tf.matMul(value as tf.Tensor2D, tensorOf(k) as tf.Tensor2D), tensorOf(b));

  it.each([2, 3] as const)('shared layers, nested models, several ends, of Keras %i', async (v) => {
    const nested = functional(
      'nested',
      [input('in', 3), dense('deep', [['in']])],
      {
        ...{ inputs: ['in'], outputs: ['deep'] },
      },
      v,
    );
    const layers: WrittenLayer[] = [
      input('a', 3),
      input('b', 3),
      dense('shared', [['a'], ['b']]),
      {
        ...{ className: 'Functional', name: 'nested', model: nested.config },
        calls: [[['shared', 0]], [['shared', 1]]],
      },
      {
        ...{ className: 'Add', name: 'sum' },
        calls: [[['nested', 0], ['nested', 1], 'a']],
      },
      { className: 'Concatenate', name: 'joined', config: { axis: -1 }, calls: [['sum', 'b']] },
    ];
    const ends = { inputs: ['a', 'b'], outputs: ['joined', 'sum'] };
    const model = await loadModel(
      modelJsonFiles(
        functional('model', layers, ends, v),
        {
          'shared/kernel': kernel,
          'shared/bias': bias,
          'nested/deep/kernel': inner,
          'nested/deep/bias': innerBias,
        },
        v === 2 ? '2.15.0' : '3.4.1',
      ),
    );
    const [a, b] = [randomNd([2, 3], 90), randomNd([2, 3], 91)].map(tensorOf) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const through = (value: tf.Tensor) =>
      applied(applied(value, [kernel, bias]), [inner, innerBias]);
    const sum = tf.addN([through(a), through(b), a]);
    const [joined, second] = model.predict([a, b]) as [tf.Tensor, tf.Tensor];
    await expectClose(second, sum, 1e-5);
    await expectClose(joined, tf.concat([sum, b], 1), 1e-5);
  });

  it('layers of one name in the model and in one within', async () => {
    const nested = functional('nested', [input('in', 3), dense('same', [['in']])], {
      ...{ inputs: ['in'], outputs: ['same'] },
    });
    const layers: WrittenLayer[] = [
      input('a', 3),
      dense('same', [['a']]),
      {
        ...{ className: 'Functional', name: 'nested', model: nested.config, calls: [['same']] },
      },
    ];
    const model = await loadModel(
      modelJsonFiles(functional('m', layers, { inputs: ['a'], outputs: ['nested'] }), {
        'same/kernel': kernel,
        'same/bias': bias,
        'nested/same/kernel': inner,
        'nested/same/bias': innerBias,
      }),
    );
    const a = tensorOf(randomNd([2, 3], 92));
    const expected = applied(applied(a, [kernel, bias]), [inner, innerBias]);
    await expectClose(model.predict(a) as tf.Tensor, expected, 1e-5);
  });
});
