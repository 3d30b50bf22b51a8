import * as tfl from '@tensorflow/tfjs-layers';
import { documentModel, seedWeights } from '../../support/models';

const { layers } = tfl;

/** A model, and the index of the layer that ends g. */
export interface CutModel {
  readonly make: () => tfl.LayersModel;
  readonly cut: number;
  readonly inputShape: readonly number[];
}

const sequence = (...list: tfl.layers.Layer[]) => seedWeights(tfl.sequential({ layers: list }), 3);

const conv = (filters: number, more: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...more });

const first = { inputShape: [6, 5, 2] };

/** Heads that begin with a dense layer, and others. */
export const selectionModels: Readonly<Record<string, CutModel>> = {
  "the document's": { make: () => documentModel(6), cut: 2, inputShape: [6, 6, 1] },
  'one dense layer, softmax': {
    make: () =>
      sequence(conv(5, first), layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'dropout, reshaping, three dense layers, softmax apart': {
    make: () =>
      sequence(
        conv(4, { ...first, activation: 'relu' }),
        layers.dropout({ rate: 0.5 }),
        layers.flatten(),
        layers.activation({ activation: 'linear' }),
        layers.dense({ units: 6, activation: 'tanh' }),
        layers.dense({ units: 5, activation: 'relu', useBias: false }),
        layers.dense({ units: 4 }),
        layers.softmax(),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'a dense layer without bias, one sigmoid': {
    make: () =>
      sequence(
        conv(3, first),
        layers.flatten(),
        layers.dense({ units: 1, activation: 'sigmoid', useBias: false }),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'global average pooling': {
    make: () =>
      sequence(
        conv(3, first),
        conv(6, { activation: 'relu' }),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 3, activation: 'softmax' }),
      ),
    ...{ cut: 1, inputShape: [6, 5, 2] },
  },
  'activation and convolution': {
    make: () =>
      sequence(
        conv(4, first),
        layers.activation({ activation: 'relu' }),
        conv(3, { padding: 'valid' }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  signals: {
    make: () =>
      sequence(
        layers.conv1d({ filters: 4, kernelSize: 3, inputShape: [9, 2], padding: 'same' }),
        layers.conv1d({ filters: 5, kernelSize: 4, useBias: false }),
        layers.flatten(),
        layers.dense({ units: 4, activation: 'relu' }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ),
    ...{ cut: 1, inputShape: [9, 2] },
  },
  'signals, pooled': {
    make: () =>
      sequence(
        layers.conv1d({ filters: 5, kernelSize: 3, inputShape: [9, 2], activation: 'relu' }),
        layers.globalAveragePooling1d(),
        layers.dense({ units: 2 }),
      ),
    ...{ cut: 0, inputShape: [9, 2] },
  },
  'global max pooling, several layers': {
    make: () =>
      sequence(
        conv(5, first),
        layers.globalMaxPooling2d({}),
        layers.dropout({ rate: 0.5 }),
        layers.dense({ units: 7, activation: 'relu' }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'signals, their maxima': {
    make: () =>
      sequence(
        layers.conv1d({ filters: 4, kernelSize: 2, inputShape: [7, 1] }),
        layers.globalMaxPooling1d(),
        layers.dense({ units: 3, activation: 'relu' }),
        layers.dense({ units: 2 }),
      ),
    ...{ cut: 0, inputShape: [7, 1] },
  },
  'average pooling, flattened': {
    make: () =>
      sequence(
        conv(4, { ...first, activation: 'relu' }),
        layers.averagePooling2d({ poolSize: [3, 2], strides: [2, 1], padding: 'same' }),
        layers.flatten(),
        layers.dense({ units: 6, activation: 'tanh' }),
        layers.dense({ units: 3 }),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'normalisation, activation, max pooling, flattened': {
    make: () =>
      sequence(
        conv(5, { ...first, inputShape: [9, 11, 1] }),
        layers.batchNormalization(),
        layers.activation({ activation: 'sigmoid' }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 6, activation: 'relu', useBias: false }),
        layers.dense({ units: 3 }),
      ),
    ...{ cut: 0, inputShape: [9, 11, 1] },
  },
  'global pooling, normalisation, a convolution of one pixel': {
    make: () =>
      sequence(
        conv(5, { ...first, activation: 'relu' }),
        layers.globalAveragePooling2d({}),
        layers.batchNormalization(),
        layers.reshape({ targetShape: [1, 1, 5] }),
        layers.conv2d({ filters: 4, kernelSize: 1, activation: 'relu' }),
        layers.flatten(),
        layers.dense({ units: 3, activation: 'softmax' }),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'depthwise convolution, then one of all channels': {
    make: () =>
      sequence(
        conv(4, first),
        layers.depthwiseConv2d({ kernelSize: 2, activation: 'tanh' }),
        conv(3, { padding: 'valid', activation: 'relu' }),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 2 }),
      ),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'global pooling and nothing else': {
    make: () => sequence(conv(4, { ...first, activation: 'relu' }), layers.globalMaxPooling2d({})),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
  'one kernel': {
    make: () => sequence(conv(1, first), layers.flatten(), layers.dense({ units: 2 })),
    ...{ cut: 0, inputShape: [6, 5, 2] },
  },
};
