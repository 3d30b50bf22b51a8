import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { collapseModel } from '../../../src/fourier/fusion/collapseModel';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectRefusal } from '../../helpers/leaks';

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

const sequence = (...list: tfl.layers.Layer[]): tfl.Sequential =>
  seedWeights(tfl.sequential({ layers: list }));

const input = (...inputShape: (number | null)[]) => layers.inputLayer({ inputShape });
const conv = (filters: number, kernelSize: number, more: object = {}) =>
  layers.conv2d({ filters, kernelSize, padding: 'same', ...more });
const dense = (units: number, more: object = {}) => layers.dense({ units, ...more });

/** Each with the layers that are left. */
const models: [string, () => tfl.LayersModel, string[]][] = [
  ["the source document's", () => documentModel(), ['Flatten', 'Dense', 'Dense']],
  [
    'biases, strides, dilation, normalisation and pooling',
    () =>
      sequence(
        ...[input(13, 11, 2), conv(3, 3), layers.batchNormalization(), conv(4, 4, { strides: 2 })],
        ...[layers.zeroPadding2d({ padding: [1, 2] }), conv(3, 3, { dilationRate: 2 })],
        ...[layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
        ...[layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }), layers.flatten()],
        ...[dense(5), layers.dropout({ rate: 0.5 }), dense(4, { activation: 'sigmoid' }), dense(2)],
      ),
    ['Flatten', 'Dense', 'Dense'],
  ],
  [
    'a residual sum and a mean over the image',
    () => {
      const x = tfl.input({ shape: [7, 6, 2] });
      const branch = conv(2, 3).apply(conv(3, 3).apply(x)) as tfl.SymbolicTensor;
      const sum = layers.add().apply([x, branch]);
      const means = layers.globalAveragePooling2d({}).apply(sum) as tfl.SymbolicTensor;
      const outputs = dense(3, { activation: 'softmax' }).apply(means) as tfl.SymbolicTensor;
      return seedWeights(tfl.model({ inputs: x, outputs }));
    },
    ['Flatten', 'Dense'],
  ],
  [
    'signals',
    () =>
      sequence(
        input(19, 2),
        layers.conv1d({ filters: 3, kernelSize: 5, padding: 'same' }),
        layers.averagePooling1d({ poolSize: 2 }),
        layers.flatten(),
        dense(4, { activation: 'tanh', useBias: false }),
        dense(2),
      ),
    ['Flatten', 'Dense', 'Dense'],
  ],
  [
    'dense layers only',
    () => sequence(input(6), dense(5), dense(4), dense(3, { activation: 'relu' }), dense(2)),
    ['Dense', 'Dense'],
  ],
  [
    'rows that are seen as images, dropout and normalised rows',
    () =>
      sequence(
        ...[input(42), layers.dropout({ rate: 0.5 }), layers.reshape({ targetShape: [7, 6, 1] })],
        ...[layers.dropout({ rate: 0.5 }), conv(2, 3), layers.flatten()],
        ...[layers.batchNormalization(), dense(5), layers.batchNormalization(), dense(4)],
        ...[layers.batchNormalization(), layers.reLU(), dense(2)],
      ),
    ['Dense', 'ReLU', 'Dense'],
  ],
  [
    'a value in between that is an output too',
    () => {
      const x = tfl.input({ shape: [6, 5, 1] });
      const first = conv(2, 3).apply(x) as tfl.SymbolicTensor;
      const rows = layers.flatten().apply(conv(3, 3).apply(first)) as tfl.SymbolicTensor;
      const outputs = [dense(3).apply(rows) as tfl.SymbolicTensor, first];
      return seedWeights(tfl.model({ inputs: x, outputs }));
    },
    ['Flatten', 'Dense', 'Conv2D'],
  ],
  [
    'a linear layer in front of a nonlinear one',
    () => sequence(input(6, 5, 1), conv(2, 3), layers.flatten(), dense(3), layers.reLU(), dense(2)),
    ['Flatten', 'Dense', 'ReLU', 'Dense'],
  ],
];

describe.each(models)('collapseModel of %s', (_, make, left) => {
  it.each([1, 3])('gives what the model gives for %i', async (batch) => {
    const model = make();
    const before = tf.memory().numTensors;
    const collapsed = collapseModel(model);
    expect(collapsed.layers.map((layer) => layer.getClassName())).toEqual(['InputLayer', ...left]);
    const x = randomTensor([batch, ...(model.inputs[0]!.shape.slice(1) as number[])], 8);
    const outputs = (of: tfl.LayersModel) => [of.predict(x)].flat() as tf.Tensor[];
    const [actual, expected] = [outputs(collapsed), outputs(model)];
    for (const [i, y] of actual.entries()) await expectClose(y, expected[i]!, 1e-5);
    tf.dispose([x, actual, expected]);
    collapsed.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('collapseModel', () => {
  it("has the source document's number of weights", () => {
    const collapsed = collapseModel(documentModel(28, [3, 4, 5], 256));
    expect(collapsed.countParams()).toBe(784 * 256 + 256 + 256 * 2 + 2);
  });

  it('takes images where the model does', () => {
    const collapsed = collapseModel(documentModel());
    expect(collapsed.inputs[0]!.shape).toEqual([null, 12, 12, 1]);
  });

  it('is saved and loaded without this library', async () => {
    const collapsed = collapseModel(documentModel());
    let saved: tf.io.ModelArtifacts | undefined;
    await collapsed.save({
      save: async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      },
    });
    const loaded = await tfl.loadLayersModel({ load: async () => saved! });
    const x = randomTensor([2, 12, 12, 1], 8);
    await expectClose(loaded.predict(x) as tf.Tensor, collapsed.predict(x) as tf.Tensor, 1e-6);
  });

  it('says why a model cannot be collapsed', async () => {
    const early = sequence(input(6, 6, 1), conv(2, 3, { activation: 'relu' }), conv(2, 3));
    const none = sequence(input(6, 6, 1), conv(2, 3));
    const open = sequence(
      input(null, null, 1),
      conv(2, 3),
      layers.globalAveragePooling2d({}),
      dense(2),
    );
    const [a, b] = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })];
    const sum = layers.add().apply([a, b]) as tfl.SymbolicTensor;
    const two = tfl.model({ inputs: [a, b], outputs: dense(1).apply(sum) as tfl.SymbolicTensor });
    await expectRefusal(
      () => collapseModel(early),
      /^collapseModel: no dense layer is a linear map of the input: Conv2D 'conv2d_\w+' comes before$/,
    );
    await expectRefusal(
      () => collapseModel(none),
      /^collapseModel: no dense layer is a linear map of the input: the model has none$/,
    );
    await expectRefusal(
      () => collapseModel(open),
      /^collapseModel: no dense layer is a linear map of the input: GlobalAveragePooling2D '\w+' comes before$/,
    );
    await expectRefusal(
      () => collapseModel(two),
      /^collapseModel: model must have one input, but it has 2$/,
    );
  });
});
