import * as tfl from '@tensorflow/tfjs-layers';
import { seedWeights } from '../../support/models';

type Symbolic = tfl.SymbolicTensor;
const { layers } = tfl;

const sequence = (inputShape: (number | null)[], ...rest: tfl.layers.Layer[]): tfl.Sequential => {
  const model = tfl.sequential();
  model.add(layers.inputLayer({ inputShape }));
  for (const layer of rest) model.add(layer);
  return seedWeights(model);
};

const conv = (filters: number, kernelSize: number | [number, number], more: object = {}) =>
  layers.conv2d({ filters, kernelSize, padding: 'same', biasInitializer: 'ones', ...more });

/** Models that are nothing but linear layers, of all kinds, their weights seeded. */
export const linearModels: Readonly<Record<string, () => tfl.LayersModel>> = {
  'one pixel': () => sequence([1, 1, 1], conv(2, 3)),
  'three layers with biases': () => sequence([11, 9, 1], conv(2, 3), conv(3, 3), conv(2, 3)),
  'even kernels, same then valid': () =>
    sequence([7, 6, 2], conv(2, [2, 4]), conv(3, [4, 2], { padding: 'valid' }), conv(2, 2)),
  strides: () =>
    sequence([13, 16, 1], conv(2, 3, { strides: 2 }), conv(3, [4, 3], { strides: [2, 3] })),
  'strides past the kernel': () =>
    sequence([14, 11, 1], conv(2, 2, { strides: 3, padding: 'valid' }), conv(2, 3)),
  dilation: () =>
    sequence(
      [12, 11, 1],
      ...[conv(2, [3, 2], { dilationRate: [2, 3] })],
      conv(2, 2, { padding: 'valid', dilationRate: 2 }),
    ),
  'an image smaller than the kernels': () => sequence([2, 3, 1], conv(2, 5), conv(2, [6, 7])),
  'depthwise, separable and normalised': () =>
    sequence(
      [12, 11, 2],
      ...[layers.batchNormalization()],
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
      layers.batchNormalization(),
      layers.separableConv2d({ filters: 3, kernelSize: 3, padding: 'same', strides: [2, 2] }),
    ),
  'pooling and padding': () =>
    sequence(
      [13, 12, 1],
      ...[
        layers.zeroPadding2d({
          padding: [
            [2, 1],
            [0, 3],
          ],
        }),
        conv(2, 3),
      ],
      layers.averagePooling2d({ poolSize: [3, 2], strides: [2, 2], padding: 'same' }),
      layers.dropout({ rate: 0.5 }),
      layers.globalAveragePooling2d({}),
    ),
  'a residual sum': () => {
    const x = tfl.input({ shape: [10, 9, 2] });
    const branch = conv(2, 3).apply(conv(3, 3).apply(x)) as Symbolic;
    const outputs = conv(2, 3).apply(layers.add().apply([x, branch])) as Symbolic;
    return seedWeights(tfl.model({ inputs: x, outputs }));
  },
  'nested, flattened and dense': () =>
    sequence(
      [6, 5, 2],
      ...[sequence([6, 5, 2], conv(2, 3), layers.flatten())],
      layers.dense({ units: 12, biasInitializer: 'ones' }),
      layers.batchNormalization(),
      layers.reshape({ targetShape: [3, 4, 1] }),
      conv(2, 3),
    ),
  signals: () =>
    sequence(
      [31, 2],
      layers.conv1d({ filters: 3, kernelSize: 5, padding: 'same', biasInitializer: 'ones' }),
      layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
      layers.averagePooling1d({ poolSize: 2 }),
      layers.conv1d({ filters: 3, kernelSize: 2, dilationRate: 2 }),
    ),
  'kernels worth the Fourier domain': () => sequence([8, 9, 12], conv(12, 9)),
};

const isLarge = (name: string) => name === 'kernels worth the Fourier domain';
const entries = Object.entries(linearModels);

/** Those whose Jacobian is quickly made by unit images, and the others. */
export const smallModels = entries.filter(([name]) => !isLarge(name));
export const largeModels = entries.filter(([name]) => isLarge(name));
