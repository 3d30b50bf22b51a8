import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load/index';
import { expectClose } from '../helpers/expectClose';
import { expectRefusal } from '../helpers/leaks';

interface Written {
  readonly className: string;
  readonly config?: Record<string, unknown>;
  readonly weights?: Record<string, { shape: number[]; values: number[] }>;
  readonly version?: string;
}

/** The model.json and the weights of a model of one layer, as a converter writes them. */
function filesOf(
  shape: readonly number[],
  { className, config, weights = {}, version = '3.10.0' }: Written,
) {
  const list = Object.entries(weights);
  const layer = {
    class_name: className,
    config: { name: 'layer', trainable: true, dtype: 'float32', ...config },
  };
  const input = {
    class_name: 'InputLayer',
    config: { batch_shape: [null, ...shape], name: 'input' },
  };
  const json = {
    modelTopology: {
      keras_version: version,
      model_config: { class_name: 'Sequential', config: { name: 'model', layers: [input, layer] } },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: list.map(([name, one]) => ({
          name: `layer/${name}`,
          shape: one.shape,
          dtype: 'float32',
        })),
      },
    ],
  };
  const bytes = Float32Array.from(list.flatMap(([, { values }]) => values));
  return {
    'model.json': new TextEncoder().encode(JSON.stringify(json)),
    'weights.bin': new Uint8Array(bytes.buffer),
  };
}

const load = (shape: readonly number[], written: Written, options = {}): Promise<LayersModel> =>
  loadModel(filesOf(shape, written), options);

const line = [-4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4, 7];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const relu6 = (x: number) => Math.min(Math.max(x, 0), 6);
/** By its series, good to 1e-7 where |x| is at most 5. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

type Case = [name: string, written: Written, expected: (x: number) => number];
const functions: Case[] = [
  [
    'LeakyReLU of Keras 3',
    { className: 'LeakyReLU', config: { negative_slope: 0.1 } },
    (x) => (x < 0 ? 0.1 * x : x),
  ],
  [
    'LeakyReLU of Keras 2',
    { className: 'LeakyReLU', config: { alpha: 0.2 }, version: '2.9.0' },
    (x) => (x < 0 ? Math.fround(0.2) * x : x),
  ],
  [
    'ReLU with a slope',
    { className: 'ReLU', config: { negative_slope: 0.25, max_value: null, threshold: 0 } },
    (x) => (x < 0 ? 0.25 * x : x),
  ],
  [
    'ReLU with a largest value',
    { className: 'ReLU', config: { negative_slope: 0, max_value: 2.5, threshold: 0 } },
    (x) => Math.min(Math.max(x, 0), 2.5),
  ],
  [
    'leaky_relu',
    { className: 'Activation', config: { activation: 'leaky_relu' } },
    (x) => (x < 0 ? 0.2 * x : x),
  ],
  [
    'LeakyReLU as an activation',
    {
      className: 'Activation',
      config: { activation: { class_name: 'LeakyReLU', config: { negative_slope: 0.3 } } },
    },
    (x) => (x < 0 ? 0.3 * x : x),
  ],
  [
    'hard_sigmoid of Keras 3',
    { className: 'Activation', config: { activation: 'hard_sigmoid' } },
    (x) => relu6(x + 3) / 6,
  ],
  [
    'hard_sigmoid of Keras 2',
    { className: 'Activation', config: { activation: 'hard_sigmoid' }, version: '2.15.0' },
    (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
  ],
  [
    'ReLU with all its settings',
    { className: 'ReLU', config: { negative_slope: 0.5, max_value: 3.5, threshold: -1 } },
    (x) => (x >= 3.5 ? 3.5 : x >= -1 ? x : 0.5 * (x + 1)),
  ],
  [
    'ReLU with a threshold, as an activation',
    {
      className: 'Activation',
      config: { activation: { class_name: 'ReLU', config: { threshold: 1, max_value: null } } },
    },
    (x) => (x >= 1 ? x : 0),
  ],
  [
    'log_sigmoid',
    { className: 'Activation', config: { activation: 'log_sigmoid' } },
    (x) => Math.log(sigmoid(x)),
  ],
  [
    'hard_silu',
    { className: 'Activation', config: { activation: 'hard_silu' } },
    (x) => (x * relu6(x + 3)) / 6,
  ],
  ['silu', { className: 'Activation', config: { activation: 'silu' } }, (x) => x * sigmoid(x)],
  [
    'swish, registered',
    { className: 'Activation', config: { activation: 'keras>swish' } },
    (x) => x * sigmoid(x),
  ],
  [
    'gelu',
    { className: 'Activation', config: { activation: 'gelu' } },
    (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  ],
  [
    'a function in a wrapper',
    { className: 'Activation', config: { activation: { class_name: 'function', config: 'tanh' } } },
    Math.tanh,
  ],
  ['Rescaling', { className: 'Rescaling', config: { scale: 0.5, offset: -1 } }, (x) => x / 2 - 1],
  [
    'Normalization without an axis',
    { className: 'Normalization', config: { axis: null, mean: 2, variance: 4, invert: false } },
    (x) => (x - 2) / 2,
  ],
  [
    'RandomFlip',
    { className: 'RandomFlip', config: { mode: 'horizontal', data_format: 'channels_last' } },
    (x) => x,
  ],
  ['Identity', { className: 'Identity' }, (x) => x],
];

describe('a layer of Keras that tf.js computes otherwise or lacks', () => {
  it.each(functions)('%s', async (_, written, expected) => {
    const before = tf.memory().numTensors;
    const model = await load([line.length], written);
    const x = tf.tensor2d([line]);
    await expectClose(model.predict(x) as tf.Tensor, line.map(expected), 2e-6);
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 1);
  });

  it('keeps the axes of a global pooling', async () => {
    const x = tf.randomUniform([2, 3, 5, 4], -1, 1, 'float32', 3);
    for (const [className, expected] of [
      ['GlobalAveragePooling2D', tf.mean(x, [1, 2], true)],
      ['GlobalMaxPooling2D', tf.max(x, [1, 2], true)],
    ] as const) {
      const model = await load([3, 5, 4], {
        className,
        config: { keepdims: true, data_format: 'channels_last' },
      });
      expect(model.outputs[0]?.shape).toEqual([null, 1, 1, 4]);
      await expectClose(model.predict(x) as tf.Tensor, expected, 1e-6);
    }
  });

  it('convolves in groups, and depthwise with gaps', async () => {
    const x = tf.randomUniform<tf.Rank.R4>([2, 7, 6, 4], -1, 1, 'float32', 4);
    const kernel = tf.randomUniform<tf.Rank.R4>([3, 2, 2, 6], -1, 1, 'float32', 5);
    const bias = [0.5, -1, 2, 0, 1, 3];
    const shared = {
      strides: [2, 1],
      padding: 'same',
      data_format: 'channels_last',
      use_bias: true,
    };
    const grouped = await load([7, 6, 4], {
      className: 'Conv2D',
      config: {
        ...shared,
        filters: 6,
        kernel_size: [3, 2],
        dilation_rate: [1, 1],
        groups: 2,
        activation: 'linear',
      },
      weights: {
        kernel: { shape: kernel.shape, values: Array.from(kernel.dataSync()) },
        bias: { shape: [6], values: bias },
      },
    });
    // each group sees half of the channels and makes half of the filters
    const halves = tf
      .split(x, 2, 3)
      .map((part, i) =>
        tf.conv2d(
          part as tf.Tensor4D,
          tf.slice(kernel, [0, 0, 0, 3 * i], [3, 2, 2, 3]),
          [2, 1],
          'same',
        ),
      );
    await expectClose(grouped.predict(x) as tf.Tensor, tf.add(tf.concat(halves, 3), bias), 1e-5);

    const each = tf.randomUniform<tf.Rank.R4>([3, 3, 4, 1], -1, 1, 'float32', 6);
    const depthwise = await load([7, 6, 4], {
      className: 'DepthwiseConv2D',
      config: {
        ...shared,
        strides: [1, 1],
        padding: 'valid',
        use_bias: false,
        kernel_size: [3, 3],
        depth_multiplier: 1,
        dilation_rate: [2, 2],
        activation: 'relu',
      },
      weights: { depthwise_kernel: { shape: each.shape, values: Array.from(each.dataSync()) } },
    });
    const channels = tf
      .split(x, 4, 3)
      .map((part, i) =>
        tf.conv2d(
          part as tf.Tensor4D,
          tf.slice(each, [0, 0, i, 0], [3, 3, 1, 1]),
          1,
          'valid',
          'NHWC',
          2,
        ),
      );
    await expectClose(depthwise.predict(x) as tf.Tensor, tf.relu(tf.concat(channels, 3)), 1e-5);
  });

  it('normalises by what the file says', async () => {
    const x = tf.tensor2d([
      [1, 2, 3],
      [4, -5, 6],
    ]);
    const own = await load([3], {
      className: 'Normalization',
      config: { axis: [-1], invert: false, mean: null, variance: null },
      weights: {
        mean: { shape: [3], values: [1, -1, 2] },
        variance: { shape: [3], values: [4, 0.25, 1] },
        count: { shape: [], values: [9] },
      },
    });
    await expectClose(own.predict(x) as tf.Tensor, [0, 6, 1, 1.5, -8, 4], 1e-5);
    const bare = await load([3], {
      className: 'BatchNormalization',
      config: { axis: -1, momentum: 0.9, epsilon: 0.5, center: false, scale: false },
      weights: {
        moving_mean: { shape: [3], values: [1, 0, 2] },
        moving_variance: { shape: [3], values: [3.5, 0.5, 8.5] },
      },
    });
    await expectClose(bare.predict(x) as tf.Tensor, [0, 2, 1 / 3, 1.5, -5, 4 / 3], 1e-5);
  });

  it('flattens what is flat', async () => {
    const model = await load([4], {
      className: 'Flatten',
      config: { data_format: 'channels_last' },
    });
    await expectClose(model.predict(tf.tensor2d([[1, 2, 3, 4]])) as tf.Tensor, [1, 2, 3, 4]);
  });
});

describe('what cannot be translated', () => {
  it.each([
    [
      { className: 'GRU', config: { units: 2, return_state: true } },
      "GRU 'layer' has return_state = true, which cannot be translated",
    ],
    [
      { className: 'Lambda', config: { function: ['x'] } },
      "layer 'layer' is a Lambda, which is code of TensorFlow in the model, which a file does not describe",
    ],
    [{ className: 'TFOpLambda' }, "layer 'layer' is a TFOpLambda, which is code of TensorFlow"],
    [
      { className: 'Attention' },
      "layer 'layer' is a Attention, which this library does not know: give it by the option layers",
    ],
    [{ className: 'toString' }, "layer 'layer' is a toString, which this library does not know"],
    [
      { className: 'Activation', config: { activation: 'my_own' } },
      "Activation 'layer' has the activation 'my_own', which cannot be translated",
    ],
    [
      { className: 'MaxPooling1D', config: { pool_size: 2, data_format: 'channels_first' } },
      "MaxPooling1D 'layer' has data_format = 'channels_first'",
    ],
    [
      { className: 'Dense', config: { units: 2, lora_rank: 3 } },
      "Dense 'layer' has lora_rank = 3, which cannot be translated",
    ],
    [
      { className: 'Dense', config: { units: 2, use_bias: true } },
      "Dense 'layer' must have 2 weights, but the file has 0 for it",
    ],
    [
      {
        className: 'Dense',
        config: { units: 2, use_bias: false },
        weights: { kernel: { shape: [4, 3], values: new Array(12).fill(0) } },
      },
      "Dense 'layer' must have a weight of shape [5,2], but 'layer/kernel' is [4,3]",
    ],
  ] as [Written, string][])('%j', async (written, message) => {
    const files = filesOf([5], written);
    await expectRefusal(
      () => loadModel(files),
      new RegExp(`^loadModel: ${message.replace(/[[\]()+.]/g, '\\$&')}`),
    );
  });

  it('must be given as functions that make layers', async () => {
    const files = filesOf([4], { className: 'Own' });
    const rule =
      /^loadModel: layers must be functions by the names of classes, each of which gives/;
    for (const make of [3, () => 3, () => null, async () => layers.reLU()]) {
      await expectRefusal(() => loadModel(files, { layers: { Own: make as never } }), rule);
    }
    const own = new TypeError('own');
    const throws = () => {
      throw own;
    };
    await expect(loadModel(files, { layers: { Own: throws } })).rejects.toBe(own);
  });

  it('can be given by name', async () => {
    const made: unknown[] = [];
    const model = await load(
      [4],
      { className: 'Custom>Doubling', config: { factor: 2 } },
      {
        layers: {
          Doubling: (config: Record<string, unknown>) => {
            made.push(config['factor']);
            return layers.rescaling({ scale: config['factor'] as number, name: 'own' });
          },
        },
      },
    );
    await expectClose(model.predict(tf.tensor2d([[1, 2, 3, 4]])) as tf.Tensor, [2, 4, 6, 8]);
    expect(made).toEqual([2]);
  });
});
