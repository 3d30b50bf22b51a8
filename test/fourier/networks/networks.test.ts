import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { cascadeNetwork } from '../../../src/fourier/networks/cascadeNetwork';
import { fusedNetwork } from '../../../src/fourier/networks/fusedNetwork';
import { layerwiseNetwork } from '../../../src/fourier/networks/layerwiseNetwork';
import { convolutionModel, documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose, relativeError } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const networks = { layerwiseNetwork, cascadeNetwork, fusedNetwork };
const stacked = { cascadeNetwork, fusedNetwork };

/** Every stack with a name, the size of its image, and its layers. */
const stacks: [string, [number, number, number], Parameters<typeof convolutionModel>[1]][] = [
  ['one layer', [6, 5, 2], [{ filters: 3, kernelSize: 3, padding: 'same', useBias: true }]],
  [
    'the three layers of the document',
    [12, 12, 1],
    [3, 4, 5].map((filters) => ({
      filters,
      kernelSize: 3,
      padding: 'same' as const,
      useBias: false,
    })),
  ],
  [
    'biases, even kernels, two channels',
    [13, 11, 2],
    [
      { filters: 3, kernelSize: [4, 3], padding: 'same', biasInitializer: 'ones' },
      { filters: 4, kernelSize: [2, 5], padding: 'same' },
      { filters: 2, kernelSize: 3, padding: 'same', useBias: false },
    ],
  ],
  [
    'same after valid after same',
    [12, 13, 1],
    [
      { filters: 2, kernelSize: 5, padding: 'same' },
      { filters: 3, kernelSize: 3, padding: 'valid' },
      { filters: 2, kernelSize: 3, padding: 'same' },
    ],
  ],
  [
    'valid throughout',
    [9, 10, 2],
    [
      { filters: 2, kernelSize: [3, 2], padding: 'valid' },
      { filters: 3, kernelSize: 3, padding: 'valid' },
    ],
  ],
  [
    'dilation',
    [16, 15, 1],
    [
      { filters: 2, kernelSize: 3, padding: 'same' },
      { filters: 3, kernelSize: 3, padding: 'same', dilationRate: 2 },
    ],
  ],
  [
    'an image smaller than the kernels',
    [4, 3, 1],
    [
      { filters: 2, kernelSize: 5, padding: 'same' },
      { filters: 3, kernelSize: 5, padding: 'same' },
      { filters: 2, kernelSize: 5, padding: 'same' },
    ],
  ],
  [
    'the smallest image with an interior',
    [5, 5, 1],
    [2, 2, 2].map((filters) => ({ filters, kernelSize: 3, padding: 'same' as const })),
  ],
  [
    'a first kernel wider than the image has room for',
    [4, 5, 1],
    [
      { filters: 2, kernelSize: 7, padding: 'same' },
      { filters: 2, kernelSize: 3, padding: 'same' },
    ],
  ],
];

/** Zeros on all sides at once, then the layers without padding of their own. */
function paddedOnce(model: tfl.Sequential, x: tf.Tensor4D): tf.Tensor {
  return tf.tidy(() => {
    const spans = model.layers.map((layer) => {
      const { kernelSize, dilationRate } = layer.getConfig() as {
        kernelSize: number[];
        dilationRate: number[];
      };
      return kernelSize.map((k, i) => (k - 1) * (dilationRate[i] ?? 1));
    });
    const margins = [0, 1].map((axis) => {
      const padded = spans.filter((_, i) => model.layers[i]?.getConfig()['padding'] === 'same');
      const before = padded.reduce((sum, span) => sum + Math.floor((span[axis] as number) / 2), 0);
      const after = padded.reduce((sum, span) => sum + Math.ceil((span[axis] as number) / 2), 0);
      return [before, after] as [number, number];
    }) as [[number, number], [number, number]];
    return model.layers.reduce<tf.Tensor>(
      (y, layer) => {
        const [kernel, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D?];
        const rate = layer.getConfig()['dilationRate'] as [number, number];
        const z = tf.conv2d(y as tf.Tensor4D, kernel, 1, 'valid', 'NHWC', rate);
        return bias ? tf.add(z, bias) : z;
      },
      tf.pad(x, [[0, 0], ...margins, [0, 0]]),
    );
  });
}

afterEach(() => {
  tf.disposeVariables();
});

describe.each(Object.entries(networks))('%s', (_name, makeNetwork) => {
  it.each(stacks)('equals the layers everywhere: %s', async (_title, size, layers) => {
    const model = convolutionModel(size, layers);
    const x = randomTensor<tf.Rank.R4>([2, ...size], 9);
    const network = makeNetwork(model);
    const expected = model.predict(x) as tf.Tensor;
    await expectClose(network.features(x), expected, 1e-5);
    await expectClose(network.predict(x), expected, 1e-5);
    network.dispose();
  });

  it('gives the features and the prediction of the whole model', async () => {
    const model = documentModel();
    const x = randomTensor<tf.Rank.R4>([3, 12, 12, 1], 4);
    const network = makeNetwork(model);
    const g = tfl.model({
      inputs: model.inputs,
      outputs: model.layers[2]?.output as tfl.SymbolicTensor,
    });
    await expectClose(network.features(x), g.predict(x) as tf.Tensor, 1e-5);
    await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
    network.dispose();
  });

  it('takes signals', async () => {
    const model = tfl.sequential();
    const conv = (filters: number, padding: 'same' | 'valid') => ({
      filters,
      kernelSize: 4,
      padding,
    });
    model.add(tfl.layers.conv1d({ inputShape: [17, 2], ...conv(3, 'same') }));
    model.add(tfl.layers.conv1d(conv(2, 'same')));
    model.add(tfl.layers.conv1d(conv(3, 'valid')));
    seedWeights(model);
    const x = randomTensor<tf.Rank.R3>([2, 17, 2], 3);
    const network = makeNetwork(model);
    await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
    network.dispose();
  });

  it('keeps NaN in the image that has it', async () => {
    const model = documentModel();
    const network = makeNetwork(model);
    const values = (await randomTensor<tf.Rank.R4>([40, 12, 12, 1], 4).data<'float32'>()).slice();
    values[5 * 144 + 40] = Number.NaN;
    const clean = values.map((value) => (Number.isNaN(value) ? 0 : value));
    const y = await network.features(tf.tensor4d(values, [40, 12, 12, 1])).data();
    const expected = await network.features(tf.tensor4d(clean, [40, 12, 12, 1])).data();
    const size = 12 * 12 * 5;
    expect(y.slice(5 * size, 6 * size).some((value) => !Number.isFinite(value))).toBe(true);
    const others = (all: typeof y) => [...all.slice(0, 5 * size), ...all.slice(6 * size)];
    await expectClose(others(y), others(expected), 1e-6);
    network.dispose();
  });

  it('takes integers, and has made its spectra before the first image comes', async () => {
    const model = documentModel();
    const network = makeNetwork(model);
    const x = tf.ones([2, 12, 12, 1], 'int32');
    await expectNoLeak(() => network.predict(x), 1);
    const expected = model.predict(tf.cast(x, 'float32')) as tf.Tensor;
    await expectClose(network.predict(x), expected, 1e-5);
    network.dispose();
  });

  it('keeps an activation behind the last convolution', async () => {
    const conv = { filters: 3, kernelSize: 3, padding: 'same' } as const;
    const model = convolutionModel([8, 7, 1], [conv, { ...conv, activation: 'relu' }]);
    const x = randomTensor<tf.Rank.R4>([2, 8, 7, 1], 5);
    const network = makeNetwork(model);
    await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
    network.dispose();
  });

  it('works on images of any size, with spectra made once for each', async () => {
    const conv = { filters: 2, kernelSize: 3, padding: 'same' } as const;
    const model = convolutionModel([null, null, 1], [conv, conv]);
    const network = makeNetwork(model);
    for (const [h, w] of [
      [9, 12],
      [20, 7],
      [2, 2],
    ] as const) {
      const x = randomTensor<tf.Rank.R4>([1, h, w, 1], h);
      await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
      await expectNoLeak(() => network.predict(x), 1);
    }
    network.dispose();
  });

  it('keeps the weights it was made with, and frees all that it made', async () => {
    const model = documentModel();
    const x = randomTensor<tf.Rank.R4>([1, 12, 12, 1], 6);
    const expected = model.predict(x) as tf.Tensor;
    const before = tf.memory().numTensors;
    const network = makeNetwork(model);
    const first = network.features(x);
    const held = tf.memory().numTensors;
    await expectNoLeak(() => network.predict(x), 1);
    expect(tf.memory().numTensors).toBe(held);
    seedWeights(model, 99);
    const again = network.features(x);
    await expectClose(again, first, 1e-7);
    tf.dispose([first, again]);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    seedWeights(model);
    await expectClose(model.predict(x) as tf.Tensor, expected, 1e-6);
    expect(() => network.predict(x)).toThrow(/predict: the network has been disposed/);
  });

  it('refuses other input, and models without such convolutions', async () => {
    const model = documentModel();
    const network = makeNetwork(model);
    const small = tf.zeros([1, 11, 12, 1]);
    const flat = tf.zeros([12, 12]);
    await expectRefusal(
      () => network.predict(small),
      /Network\.predict: the model takes \[any, 12, 12, 1\], but x is \[1, 11, 12, 1\]/,
    );
    await expectRefusal(() => network.features(flat), /x must have rank 4/);
    network.dispose();
    const dense = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
    await expectRefusal(() => makeNetwork(dense), /Network: the model .*convolution of stride 1/);
    await expectRefusal(() => makeNetwork({} as tfl.LayersModel), /must be a built tf.LayersModel/);
  });
});

describe.each(Object.entries(stacked))('%s', (_name, makeNetwork) => {
  it('is exact by fused kernels at the edges, not by one product a layer', async () => {
    const model = documentModel();
    const x = randomTensor<tf.Rank.R4>([1, 12, 12, 1], 3);
    /** The calls of the kernel that multiplies spectra on the host; elsewhere there is none. */
    const products = async (options: object) => {
      const network = makeNetwork(model, options);
      const { kernels } = await tf.profile(() => network.features(x));
      network.dispose();
      return kernels.filter(({ name }) => /fourier-xai.*Convolution$/.test(name)).length;
    };
    expect(await products({ border: 'exact' })).toBe(await products({ border: 'accumulate' }));
  });
});

describe.each(Object.entries(stacked))('%s with border accumulate', (_name, makeNetwork) => {
  it.each(stacks)('pads once: %s', async (_title, size, layers) => {
    const model = convolutionModel(size, layers);
    const x = randomTensor<tf.Rank.R4>([2, ...size], 9);
    const network = makeNetwork(model, { border: 'accumulate' });
    await expectClose(network.features(x), paddedOnce(model, x), 1e-5);
    network.dispose();
  });

  it('differs from the layers where they pad in between', async () => {
    const [, size, layers] = stacks[1] as (typeof stacks)[number];
    const model = convolutionModel(size, layers);
    const x = randomTensor<tf.Rank.R4>([2, ...size], 9);
    const network = makeNetwork(model, { border: 'accumulate' });
    const error = await relativeError(network.features(x), model.predict(x) as tf.Tensor);
    expect(error).toBeGreaterThan(0.05);
    network.dispose();
  });

  it('refuses other borders', async () => {
    const model = documentModel();
    await expectRefusal(
      () => makeNetwork(model, { border: 'wrap' as 'exact' }),
      /Network: border must be 'exact' or 'accumulate', but it is 'wrap'$/,
    );
    for (const border of [null, '', 1, ['exact'], Symbol('s'), Object.create(null)]) {
      await expectRefusal(
        () => makeNetwork(model, { border }),
        /Network: border must be 'exact' or/,
      );
    }
    for (const options of [null, 'exact', [], new Map()]) {
      await expectRefusal(
        () => makeNetwork(model, options as never),
        /Network: options must be an object, \{ name: value \}/,
      );
    }
    await expectRefusal(
      () => makeNetwork(model, { borders: 'exact' } as never),
      /Network: unknown option 'borders'; did you mean 'border'\?$/,
    );
  });
});

describe('layerwiseNetwork', () => {
  it('leaves activations, pooling, normalisation, branches and nested models to the layers', async () => {
    const input = tfl.input({ shape: [10, 9, 2] });
    const conv = (filters: number) =>
      tfl.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' });
    const first = conv(4).apply(input) as tfl.SymbolicTensor;
    const normal = tfl.layers.batchNormalization().apply(first) as tfl.SymbolicTensor;
    const branch = conv(4).apply(normal) as tfl.SymbolicTensor;
    const sum = tfl.layers.add().apply([normal, branch]) as tfl.SymbolicTensor;
    const inner = tfl.sequential();
    inner.add(tfl.layers.maxPooling2d({ inputShape: [10, 9, 4], poolSize: 2 }));
    inner.add(conv(3));
    const pooled = tfl.layers
      .globalAveragePooling2d({})
      .apply(inner.apply(sum) as tfl.SymbolicTensor) as tfl.SymbolicTensor;
    const y = tfl.layers.dense({ units: 2, activation: 'softmax' }).apply(pooled);
    const model = seedWeights(tfl.model({ inputs: input, outputs: y as tfl.SymbolicTensor }));
    const x = randomTensor<tf.Rank.R4>([2, 10, 9, 2], 7);
    const network = layerwiseNetwork(model);
    await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
    expect(network.features(x).shape).toEqual([2, 5, 4, 3]);
    network.dispose();
  });
});
