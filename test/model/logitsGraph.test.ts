import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { activationOf, withoutActivation } from '../../src/model/activationOf';
import { applyDifferentiably, evaluateFrom } from '../../src/model/evaluate';
import { singleGraph, type Value } from '../../src/model/graph';
import { logitsGraph, type Output } from '../../src/model/logitsGraph';
import { modelFunction } from '../../src/model/modelFunction';
import { splitModel } from '../../src/model/splitModel';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose, relativeError } from '../helpers/expectClose';
import { naiveModel } from '../helpers/naiveModel';

type Layers = tfl.layers.Layer[];

function outputOf(model: tfl.LayersModel, x: tf.Tensor, kind: Output): tf.Tensor {
  const { input, ...graph } = singleGraph(model);
  const { outputs } = kind === 'logits' ? logitsGraph(graph) : graph;
  return modelFunction(input, outputs)(x) as tf.Tensor;
}

const dense = (units: number, activation?: 'softmax' | 'sigmoid' | 'relu', input?: number) =>
  tfl.layers.dense({
    units,
    ...(activation && { activation }),
    ...(input && { inputShape: [input] }),
  });

/** The same classifier with its softmax in different places. */
const placed: [string, () => Layers][] = [
  ['in the last layer', () => [dense(3, 'relu', 4), dense(3, 'softmax')]],
  ['a Softmax layer', () => [dense(3, 'relu', 4), dense(3), tfl.layers.softmax()]],
  [
    'an Activation layer',
    () => [dense(3, 'relu', 4), dense(3), tfl.layers.activation({ activation: 'softmax' })],
  ],
  [
    'inside a nested model',
    () => [dense(3, 'relu', 4), tfl.sequential({ layers: [dense(3, 'softmax', 3)] })],
  ],
  [
    'two models deep',
    () => [
      dense(3, 'relu', 4),
      tfl.sequential({
        layers: [
          dense(3, undefined, 3),
          tfl.sequential({
            layers: [tfl.layers.activation({ activation: 'softmax', inputShape: [3] })],
          }),
        ],
      }),
    ],
  ],
  [
    'in a model that is a first layer',
    () => [tfl.sequential({ layers: [dense(3, 'relu', 4), dense(3, 'softmax')] })],
  ],
];

const activation = (name: string) => tfl.layers.activation({ activation: name as 'sigmoid' });
const reshape = (...targetShape: number[]) => tfl.layers.reshape({ targetShape });
const same = (order: number[]) => order;
/** Six logits, and the order in which layers behind them leave them. */
const transposed = () => [0, 3, 1, 4, 2, 5];

const endings: [string, (order: number[]) => number[], () => Layers][] = [
  ['sigmoid', same, () => [activation('sigmoid')]],
  ['hardSigmoid', same, () => [activation('hardSigmoid')]],
  ['logSoftmax', same, () => [activation('logSoftmax')]],
  ['softmax, then a linear Activation', same, () => [activation('softmax'), activation('linear')]],
  ['sigmoid, then Dropout', same, () => [activation('sigmoid'), tfl.layers.dropout({ rate: 0.5 })]],
  [
    'Softmax, then Reshape and Flatten',
    same,
    () => [tfl.layers.softmax(), reshape(2, 3), tfl.layers.flatten()],
  ],
  [
    'Reshape, softmax, Permute',
    transposed,
    () => [reshape(2, 3), activation('softmax'), tfl.layers.permute({ dims: [2, 1] })],
  ],
  [
    'Reshape, sigmoid, Permute, Reshape',
    transposed,
    () => [reshape(2, 3), activation('sigmoid'), tfl.layers.permute({ dims: [2, 1] }), reshape(6)],
  ],
  [
    'sigmoid, then Cropping2D',
    () => [1, 4],
    () => [
      reshape(2, 3, 1),
      activation('sigmoid'),
      tfl.layers.cropping2D({
        cropping: [
          [0, 0],
          [1, 1],
        ],
      }),
    ],
  ],
];

/** Two heads side by side, and their logits by the definition. */
function joinedHeads(activation: 'softmax' | 'sigmoid', x: tf.Tensor2D) {
  const input = tfl.input({ shape: [4] });
  const heads = [2, 3].map((units) => tfl.layers.dense({ units, activation }).apply(input));
  const output = tfl.layers.concatenate().apply(heads as tfl.SymbolicTensor[]);
  const model = seedWeights(tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor }), 3);
  const [w1, b1, w2, b2] = model.getWeights() as [tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor];
  const logits = tf.concat([tf.add(tf.matMul(x, w1), b1), tf.add(tf.matMul(x, w2), b2)], 1);
  return { model, logits };
}

/** A layer of the user's own, which multiplies by its activation. */
class Gated extends tfl.layers.Layer {
  static className = 'Gated';
  readonly activation = { apply: tf.sigmoid, getClassName: () => 'sigmoid' };
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = [inputs].flat()[0] as tf.Tensor;
    return tf.mul(x, this.activation.apply(x));
  }
}

afterEach(() => {
  tf.disposeVariables();
});

describe('modelFunction of logits', () => {
  it.each(placed)('takes the softmax off: %s', async (_, layers) => {
    const model = seedWeights(tfl.sequential({ layers: layers() }), 5);
    const x = tf.mul(randomTensor([3, 4], 2), 2);
    const [w1, b1, w2, b2] = model.getWeights() as [tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor];
    const hidden = tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w1), b1)) as tf.Tensor2D;
    const logits = tf.add(tf.matMul(hidden, w2), b2);
    await expectClose(outputOf(model, x, 'logits'), logits, 1e-6);
    await expectClose(outputOf(model, x, 'probabilities'), tf.softmax(logits), 1e-6);
    // the model still has its softmax
    await expectClose(model.predict(x) as tf.Tensor, tf.softmax(logits), 1e-6);
  });

  it.each([
    ['Flatten', () => [activation('softmax'), tfl.layers.flatten()]],
    ['Reshape', () => [tfl.layers.softmax({ axis: 2 }), reshape(4)]],
  ] as const)('leaves softmaxes that a %s puts side by side', async (_, layers) => {
    const model = tfl.sequential({
      layers: [tfl.layers.activation({ activation: 'linear', inputShape: [2, 2] }), ...layers()],
    });
    // the largest logit is 10, the largest probability 1 / (1 + exp(-3))
    const x = tf.tensor3d([
      [
        [10, 9.9],
        [3, 0],
      ],
    ]);
    const [a, b] = [1 / (1 + Math.exp(-0.1)), 1 / (1 + Math.exp(-3))];
    await expectClose(outputOf(model, x, 'logits'), tf.tensor2d([[a, 1 - a, b, 1 - b]]), 1e-6);
  });

  it.each([undefined, 'relu'] as const)('leaves %s where it is', async (activation) => {
    const model = seedWeights(
      tfl.sequential({ layers: [dense(3, 'relu', 4), dense(3, activation)] }),
    );
    const x = randomTensor([3, 4], 2);
    const expected = model.predict(x) as tf.Tensor;
    await expectClose(outputOf(model, x, 'logits'), expected, 1e-6);
    await expectClose(outputOf(model, x, 'probabilities'), expected, 1e-6);
  });

  it.each(endings)('takes the final activation off: %s', async (_, shape, layers) => {
    const model = seedWeights(tfl.sequential({ layers: [dense(6, undefined, 4), ...layers()] }), 5);
    const x = tf.mul(randomTensor([3, 4], 2), 2);
    const [w, b] = model.getWeights() as [tf.Tensor2D, tf.Tensor];
    const values = await tf.add(tf.matMul(x as tf.Tensor2D, w), b).data();
    const order = shape(Array.from({ length: 6 }, (_, i) => i));
    const expected = [0, 1, 2].flatMap((i) => order.map((at) => values[6 * i + at] as number));
    await expectClose(await outputOf(model, x, 'logits').data(), expected, 1e-6);
    await expectClose(outputOf(model, x, 'probabilities'), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('takes each of several joined sigmoids off', async () => {
    const x = randomTensor<tf.Rank.R2>([3, 4], 2);
    const { model, logits } = joinedHeads('sigmoid', x);
    await expectClose(outputOf(model, x, 'logits'), logits, 1e-6);
  });

  it('leaves joined softmaxes, whose largest output need not be that of the largest logit', async () => {
    const x = randomTensor<tf.Rank.R2>([3, 4], 2);
    const { model } = joinedHeads('softmax', x);
    await expectClose(outputOf(model, x, 'logits'), model.predict(x) as tf.Tensor, 1e-6);
  });

  it.each<[string, () => Layers]>([
    [
      'a ReLU behind it',
      () => [dense(3, 'softmax'), tfl.layers.activation({ activation: 'relu' })],
    ],
    [
      'a pooling behind it',
      () => [
        dense(6, 'softmax'),
        tfl.layers.reshape({ targetShape: [3, 2] }),
        tfl.layers.globalMaxPooling1d({}),
      ],
    ],
    ['in a layer of the user', () => [new Gated({})]],
  ])('leaves what is no final activation: %s', async (_, layers) => {
    const model = seedWeights(tfl.sequential({ layers: [dense(6, undefined, 4), ...layers()] }), 5);
    const x = randomTensor([3, 4], 2);
    await expectClose(outputOf(model, x, 'logits'), model.predict(x) as tf.Tensor, 1e-6);
  });

  it('leaves a softmax in the middle where it is', async () => {
    const model = seedWeights(tfl.sequential({ layers: [dense(3, 'softmax', 4), dense(2)] }));
    const x = randomTensor([3, 4], 2);
    await expectClose(outputOf(model, x, 'logits'), model.predict(x) as tf.Tensor, 1e-6);
  });

  it.each(placed.slice(0, 3))('are the same of the second half of a model: %s', async (_, make) => {
    const model = seedWeights(tfl.sequential({ layers: make() }));
    const x = randomTensor([2, 4], 3);
    const { g, h } = splitModel(model, 0);
    const logits = outputOf(h, g.predict(x) as tf.Tensor, 'logits');
    await expectClose(logits, outputOf(model, x, 'logits'), 1e-6);
  });

  it('leaves the values before the softmax what they are', async () => {
    const model = seedWeights(
      tfl.sequential({ layers: [dense(3, 'relu', 4), dense(3, 'softmax')] }),
    );
    const hidden = randomTensor([2, 3], 4);
    const graph = singleGraph(model);
    const middle = graph.output.call?.inputs[0] as Value;
    const naive = await naiveModel(model.layers.slice(1), [3], { probabilities: false });
    const values = await hidden.data<'float32'>();
    const logits = logitsGraph(graph).outputs[0] as Value;
    const y = evaluateFrom(middle, hidden, logits, applyDifferentiably);
    await expectClose(y, [...naive(values.slice(0, 3)), ...naive(values.slice(3))], 1e-6);
  });

  it('applies convolutions as the layers do', async () => {
    const padding = 'same' as const;
    const layers = [
      tfl.layers.conv2d({ inputShape: [7, 6, 2], filters: 3, kernelSize: [2, 3], padding }),
      tfl.layers.conv2d({ filters: 2, kernelSize: 3, strides: [2, 1], activation: 'relu' }),
      tfl.layers.conv2d({ filters: 2, kernelSize: 2, padding, dilationRate: 2, useBias: false }),
      tfl.layers.conv2d({ filters: 3, kernelSize: 1, activation: 'softmax' }),
    ];
    const model = seedWeights(tfl.sequential({ layers }));
    const x = randomTensor([2, 7, 6, 2], 3);
    const expected = model.predict(x) as tf.Tensor;
    await expectClose(outputOf(model, x, 'probabilities'), expected, 1e-6);
    const logits = outputOf(model, x, 'logits');
    expect(await relativeError(logits, expected)).toBeGreaterThan(0.1);
    await expectClose(tf.softmax(logits), expected, 1e-6);
  });
});

describe('activationOf and withoutActivation', () => {
  it('names the activation, and takes it off a twin on the same weights', async () => {
    const layer = dense(2, 'relu', 3);
    const model = seedWeights(tfl.sequential({ layers: [layer] }));
    expect(activationOf(layer)).toBe('relu');
    expect(activationOf(tfl.layers.flatten())).toBe('linear');
    const linear = withoutActivation(layer);
    expect(activationOf(linear)).toBe('linear');
    expect(activationOf(layer)).toBe('relu');
    const x = randomTensor<tf.Rank.R2>([4, 3], 3);
    const [w, b] = model.getWeights() as [tf.Tensor2D, tf.Tensor];
    await expectClose(linear.apply(x) as tf.Tensor, tf.add(tf.matMul(x, w), b), 1e-6);
    linear.dispose();
    await expectClose(layer.apply(x) as tf.Tensor, tf.relu(tf.add(tf.matMul(x, w), b)), 1e-6);
  });
});
