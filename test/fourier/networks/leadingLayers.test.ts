import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { accumulatedError } from '../../../src/fourier/networks/accumulatedError';
import { cascadeNetwork } from '../../../src/fourier/networks/cascadeNetwork';
import { fusedNetwork } from '../../../src/fourier/networks/fusedNetwork';
import { layerwiseNetwork } from '../../../src/fourier/networks/layerwiseNetwork';
import { splitModel } from '../../../src/model/splitModel';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { nestedModels } from '../../helpers/nestedModels';

const { layers } = tfl;

/** Of a kind that tf.js does not have. */
class Shift extends layers.Layer {
  static className = 'TestShift';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.sub([inputs].flat()[0] as tf.Tensor, 0.5);
  }
}

type Shape = [number, number, number];
type Leading = readonly tfl.layers.Layer[];

const inputShape: Shape = [7, 5, 2];

/** What comes before the first convolution, by title. */
const leading: Readonly<Record<string, () => Leading>> = {
  rescaling: () => [layers.rescaling({ inputShape, scale: 1 / 127.5, offset: -1 })],
  'a layer of the user': () => [new Shift({ inputShape })],
  'batch normalisation': () => [layers.batchNormalization({ inputShape })],
  'zero padding': () => [
    layers.zeroPadding2d({
      inputShape,
      padding: [
        [1, 2],
        [0, 1],
      ],
    }),
  ],
  reshaping: () => [layers.reshape({ inputShape: [70], targetShape: [7, 5, 2] })],
  permutation: () => [layers.permute({ inputShape: [5, 7, 2], dims: [2, 1, 3] })],
  'dropout and noise': () => [
    layers.dropout({ inputShape, rate: 0.5 }),
    layers.gaussianNoise({ stddev: 1 }),
  ],
  cropping: () => [
    layers.cropping2D({
      inputShape: [9, 6, 2],
      cropping: [
        [1, 1],
        [1, 0],
      ],
    }),
  ],
  pooling: () => [layers.averagePooling2d({ inputShape: [14, 10, 2], poolSize: 2, strides: 2 })],
  'all together': () => [
    layers.reshape({ inputShape: [70], targetShape: [7, 5, 2] }),
    layers.rescaling({ scale: 2, offset: -1 }),
    tfl.sequential({ layers: [layers.batchNormalization({ inputShape })] }),
    layers.zeroPadding2d({ padding: 1 }),
    layers.activation({ activation: 'tanh' }),
  ],
};

const stack = () => [
  layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', name: 'one' }),
  layers.conv2d({ filters: 4, kernelSize: [2, 3], padding: 'same', name: 'two' }),
];
const head = () => [
  layers.activation({ activation: 'relu' }),
  layers.flatten(),
  layers.dense({ units: 3, activation: 'softmax' }),
];

function modelsFor(make: () => Leading) {
  const first = make();
  const model = seedWeights(tfl.sequential({ layers: [...first, ...stack(), ...head()] }));
  const shape = model.inputs[0]!.shape.slice(1) as number[];
  const x = randomTensor([2, ...shape], 5);
  /** The leading layers alone, by themselves. */
  const given = first.reduce((y, layer) => layer.apply(y) as tf.Tensor, x);
  return { model, x, given };
}

const weightsOf = (model: tfl.LayersModel) =>
  ['one', 'two'].map((name) => model.getLayer(name).getWeights() as [tf.Tensor4D, tf.Tensor1D]);

/** The stack by tf.conv2d. */
const layered = (model: tfl.LayersModel, x: tf.Tensor) =>
  weightsOf(model).reduce(
    (y, [kernel, bias]) => tf.add(tf.conv2d(y as tf.Tensor4D, kernel, 1, 'same'), bias),
    x,
  );

const all = { cascadeNetwork, fusedNetwork, layerwiseNetwork };

afterAll(() => {
  tf.disposeVariables();
});

describe.each(Object.entries(leading))('behind %s', (_title, make) => {
  it.each(Object.entries(all))('%s equals the layers', async (_name, makeNetwork) => {
    const { model, x, given } = modelsFor(make);
    const network = makeNetwork(model);
    await expectClose(network.features(x), tf.relu(layered(model, given)), 1e-5);
    await expectClose(network.features(x), splitModel(model).g.predict(x) as tf.Tensor, 1e-5);
    await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
    await expectNoLeak(() => network.features(x), 1);
    network.dispose();
  });

  it('accumulatedError is that of the stack alone', async () => {
    const { model, x, given } = modelsFor(make);
    const [, rows, columns, channels] = given.shape as [number, number, number, number];
    const alone = tfl.sequential({
      layers: [layers.inputLayer({ inputShape: [rows, columns, channels] }), ...stack()],
    });
    alone.setWeights(weightsOf(model).flat());
    const [actual, expected] = [
      await accumulatedError(model, x),
      await accumulatedError(alone, given),
    ];
    await expectClose(actual.map, expected.map, 1e-5);
    expect(actual.max).toBeCloseTo(expected.max, 4);
    expect(actual.max).toBeGreaterThan(0.1);
    expect(actual.bandWidth).toBe(1);
    tf.dispose([actual.map, expected.map]);
  });
});

describe.each(nestedModels())('of %s', (_title, { model, flat }) => {
  it.each(Object.entries(all))(
    '%s is that of the layers without nesting',
    async (_name, makeNetwork) => {
      const x = randomTensor([2, 7, 5, 2], 5);
      const [network, other] = [makeNetwork(model), makeNetwork(flat)];
      await expectClose(network.predict(x), flat.predict(x) as tf.Tensor, 1e-5);
      await expectClose(network.features(x), other.features(x), 1e-5);
      network.dispose();
      other.dispose();
    },
  );
});

describe('signals', () => {
  it('may come as rows of numbers', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.reshape({ inputShape: [11], targetShape: [11, 1] }),
          layers.conv1d({ filters: 2, kernelSize: 3, padding: 'same', name: 'one' }),
          layers.conv1d({ filters: 3, kernelSize: 4, padding: 'same', activation: 'relu' }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const x = randomTensor([2, 11], 5);
    for (const makeNetwork of [cascadeNetwork, fusedNetwork, layerwiseNetwork]) {
      const network = makeNetwork(model);
      await expectClose(network.predict(x), model.predict(x) as tf.Tensor, 1e-5);
      expect(network.features(x).shape).toEqual([2, 11, 3]);
      network.dispose();
    }
    const error = await accumulatedError(model, x);
    expect(error.map.shape).toEqual([2, 11, 3]);
    expect(error.max).toBeGreaterThan(0);
    error.map.dispose();
  });
});

describe('cascadeNetwork', () => {
  it('refuses what begins with a dense layer or a strided convolution behind such layers', async () => {
    const strided = layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, name: 'strided' });
    const scaled = tfl.sequential({
      layers: [layers.rescaling({ inputShape, scale: 2 }), strided],
    });
    await expectRefusal(
      () => cascadeNetwork(scaled),
      /^cascadeNetwork: the model must begin with a convolution of stride 1, but it begins with Conv2D 'strided'$/,
    );
    const flat = tfl.sequential({
      layers: [layers.flatten({ inputShape }), layers.dense({ units: 2, name: 'first' })],
    });
    await expectRefusal(() => cascadeNetwork(flat), /but it begins with Dense 'first'$/);
  });
});
