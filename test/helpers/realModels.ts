import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { seedWeights } from '../../support/models';

type Symbolic = tfl.SymbolicTensor;
type Shape = (number | null)[];
const { layers } = tfl;

/** A small model of a kind that people have, its weights seeded. */
export interface RealModel {
  readonly make: () => tfl.LayersModel;
  /** Of the images that it is asked about, where the model leaves it open. */
  readonly inputShape?: number[];
}

const sequence = (inputShape: Shape, ...rest: tfl.layers.Layer[]): tfl.Sequential => {
  const model = tfl.sequential();
  model.add(layers.inputLayer({ inputShape }));
  for (const layer of rest) model.add(layer);
  return seedWeights(model);
};

const functional = (
  inputShape: Shape,
  graph: (x: Symbolic) => Symbolic | Symbolic[],
): tfl.LayersModel => {
  const inputs = tfl.input({ shape: inputShape });
  return seedWeights(tfl.model({ inputs, outputs: graph(inputs) }));
};

const apply = (layer: tfl.layers.Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;

const conv = (filters: number, kernelSize: number | [number, number], more: object = {}) =>
  layers.conv2d({ filters, kernelSize, padding: 'same', ...more });

/** x·2 + 1, with fields that only this class can read. */
class Secretive extends layers.Layer {
  static readonly className = 'Secretive';
  #factor = 2;
  override computeOutputShape = (shape: Shape | Shape[]) => shape;
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.add(tf.mul([x].flat()[0] as tf.Tensor, this.#factor), 1);
  }
  override getConfig(): never {
    throw new Error('has no config');
  }
}

/** Is no convolution, though tf.js calls it one. */
class Disguised extends (layers.conv2d({ filters: 1, kernelSize: 1 }).constructor as new (
  args: object,
) => tfl.layers.Layer) {
  override call(x: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    return tf.mul(super.call(x, kwargs as never) as tf.Tensor, 3);
  }
}

/** The axis of a normalisation as a list. */
const keras = (layer: tfl.layers.Layer) => {
  const { axis: _, ...config } = layer.getConfig();
  return Object.assign(layer, { getConfig: () => ({ ...config, axis: [3] }) });
};

/** A layer that ends in a function of its own, which tf.js cannot make from its name. */
const activated = (layer: tfl.layers.Layer, slope: number) =>
  Object.assign(layer, {
    activation: {
      apply: (x: tf.Tensor) => tf.leakyRelu(x, slope),
      getClassName: () => 'leakyRelu',
    },
  });

const nested = () =>
  sequence([9, 8, 2], conv(3, 3), layers.batchNormalization(), conv(2, 3, { activation: 'relu' }));

export const realModels: Readonly<Record<string, RealModel>> = {
  'a stack with biases': {
    make: () => sequence([9, 8, 2], conv(3, 3), conv(4, [2, 5]), conv(3, 4), layers.flatten()),
  },
  'batch normalisation before and after padded convolutions': {
    make: () =>
      sequence(
        ...[[10, 9, 2] as Shape, layers.batchNormalization(), conv(3, 3, { useBias: false })],
        ...[layers.batchNormalization({ scale: false }), layers.activation({ activation: 'relu' })],
        ...[conv(3, 3), layers.batchNormalization({ center: false }), conv(2, 3)],
        ...[layers.reLU({ maxValue: 6 }), layers.batchNormalization(), layers.flatten()],
        layers.dense({ units: 3, activation: 'softmax' }),
      ),
  },
  'strides and dilation': {
    make: () =>
      sequence(
        ...[[17, 14, 1] as Shape, conv(2, 3, { strides: 2 }), conv(3, 3, { dilationRate: 2 })],
        ...[conv(2, [4, 3], { strides: [3, 2] }), conv(2, 2, { padding: 'valid' })],
      ),
  },
  'depthwise and separable layers': {
    make: () =>
      sequence(
        [12, 11, 2],
        layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
        layers.batchNormalization(),
        layers.separableConv2d({ filters: 3, kernelSize: 5, padding: 'same', strides: [2, 2] }),
        layers.separableConv2d({ filters: 4, kernelSize: 3, activation: 'tanh' }),
      ),
  },
  'average pooling': {
    make: () =>
      sequence(
        [13, 12, 1],
        conv(3, 3),
        layers.averagePooling2d({ poolSize: [3, 2], strides: [2, 2], padding: 'same' }),
        conv(2, 3),
        layers.averagePooling2d({ poolSize: 2 }),
        layers.globalAveragePooling2d({}),
      ),
  },
  'zero padding': {
    make: () =>
      sequence(
        [8, 9, 2],
        layers.zeroPadding2d({
          padding: [
            [2, 1],
            [0, 3],
          ],
        }),
        conv(3, 4, { padding: 'valid', strides: 2 }),
        layers.zeroPadding2d({ padding: [1, 1] }),
        layers.dropout({ rate: 0.5 }),
        conv(2, 3, { padding: 'valid', activation: 'sigmoid' }),
      ),
  },
  'residual branches': {
    make: () =>
      functional([10, 9, 2], (x) => {
        const branch = apply(conv(2, 3), apply(conv(4, 3), x));
        const sum = apply(layers.add(), [x, branch]);
        const active = apply(layers.activation({ activation: 'relu' }), sum);
        const short = apply(conv(3, 1, { strides: 2 }), active);
        const long = apply(conv(3, 3), apply(conv(2, 3, { strides: 2 }), active));
        return apply(layers.add(), [short, apply(layers.batchNormalization(), long)]);
      }),
  },
  'a Sequential inside a Sequential': {
    make: () => {
      const head = sequence([9, 8, 2], layers.flatten(), layers.dense({ units: 3 }));
      return sequence([9, 8, 2], sequence([9, 8, 2], nested()), head);
    },
  },
  'several outputs': {
    make: () =>
      functional([9, 8, 2], (x) => {
        const first = apply(conv(3, 3), x);
        const second = apply(conv(2, 3), first);
        const third = apply(conv(2, 3), apply(conv(2, 2), second));
        return [second, third, apply(layers.globalMaxPooling2d({}), first)];
      }),
  },
  'a layer that is called twice': {
    make: () =>
      functional([8, 7, 2], (x) => {
        const shared = conv(2, 3);
        const twice = apply(shared, apply(shared, x));
        return apply(shared, apply(layers.maxPooling2d({ poolSize: 2 }), twice));
      }),
  },
  'a nested model that is called twice': {
    make: () => {
      const model = nested();
      return functional([9, 8, 2], (x) => apply(model, apply(model, x)));
    },
  },
  signals: {
    make: () =>
      sequence(
        [31, 2],
        layers.conv1d({ filters: 3, kernelSize: 5, padding: 'same' }),
        layers.batchNormalization(),
        layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
        layers.averagePooling1d({ poolSize: 2 }),
        layers.conv1d({ filters: 3, kernelSize: 2, dilationRate: 2, activation: 'relu' }),
        layers.globalAveragePooling1d({}),
      ),
  },
  'images of any size': {
    make: () =>
      sequence(
        [null, null, 2],
        ...[conv(3, 5), layers.batchNormalization(), conv(2, 3), conv(2, 3, { strides: 2 })],
      ),
    inputShape: [9, 12, 2],
  },
  'layers that nobody knows': {
    make: () =>
      sequence(
        ...[[8, 9, 2] as Shape, conv(2, 3), new Secretive({}), conv(3, 3), conv(2, 3)],
        new Disguised({ filters: 3, kernelSize: 3 }),
        layers.upSampling2d({ size: [2, 2] }),
        layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
        layers.flatten(),
        layers.layerNormalization(),
        layers.dense({ units: 6 }),
        layers.reshape({ targetShape: [-1, 2] }),
        layers.lstm({ units: 3, recurrentInitializer: 'glorotNormal' }),
      ),
  },
  'normalisation as Keras writes it': {
    make: () => sequence([8, 9, 2], conv(3, 3), keras(layers.batchNormalization()), conv(2, 3)),
  },
  'activations of the user': {
    make: () =>
      sequence([8, 9, 2], conv(3, 3), activated(conv(2, 3), 0.7), conv(2, 2), layers.flatten()),
  },
  'large images': {
    make: () => sequence([12, 120, 1], conv(2, 3), conv(1, [3, 5])),
  },
  'channels first': {
    make: () => sequence([2, 8, 9], conv(2, 3, { dataFormat: 'channelsFirst' }), layers.flatten()),
  },
  'dense layers only': {
    make: () => sequence([5], layers.dense({ units: 4, activation: 'relu' })),
  },
};
