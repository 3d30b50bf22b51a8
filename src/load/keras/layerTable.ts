import { layers } from '@tensorflow/tfjs-layers';
import { DilatedDepthwiseConv2D } from '../../model/layers/dilatedDepthwiseConv2D';
import { GroupNormalization } from '../../model/layers/groupNormalization';
import { ResetAfterGRU } from '../../model/layers/resetAfterGRU';
import { UnitNormalization } from '../../model/layers/unitNormalization';
import { activationOf, ownActivationOf, reluLayer } from './activations';
import type { ConfigReader } from './configReader';
import { batchNormalization, layerNormalization, normalization, rescaling } from './normalizations';
import { resizing, upSampling } from './resampling';
import { older, settingsOf } from './settings';
import { convolvedColumn, croppedColumn, paddedColumn, repeatedColumn } from './signals';
import {
  depthwiseConvolution,
  groupedConvolution,
  groupedConvolution1D,
} from './sparseConvolutions';
import { tfjsLayer } from './tfjsLayer';
import { oneLayer, type Piece, type Translation } from './translation';

export type Translate = (config: ConfigReader) => Translation;

/** The same layer, with these settings. */
const same =
  (className: string, ...names: string[]): Translate =>
  (config) =>
    oneLayer(tfjsLayer(className, settingsOf(config, names)));

/** The same layer, with these settings and an activation. */
const activated =
  (className: string, ...names: string[]): Translate =>
  (config) => {
    const { activation, pieces } = activationOf(config);
    const layer = tfjsLayer(className, { ...settingsOf(config, names), activation });
    return { pieces: [layer, ...pieces], weighted: layer };
  };

/** What works at training only. */
const identity: Translate = ({ layer: { name } }) =>
  oneLayer(layers.activation({ activation: 'linear', name }));

const idle =
  (...names: string[]): Translate =>
  (config) => {
    settingsOf(config, names);
    return identity(config);
  };

const convolved = [
  'filters',
  'kernel_size',
  'strides',
  'padding',
  'data_format',
  'use_bias',
] as const;

/** Settings that must be as tf.js takes them to be. */
function only(config: ConfigReader, name: string, ...allowed: unknown[]): void {
  const value = config.get(name);
  const isDefault = value === undefined || value === null;
  if (!isDefault && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    config.refuse(name, value);
  }
}

const convolution2D: Translate = (config) =>
  Number(config.get('groups', 1)) === 1
    ? activated('Conv2D', ...convolved, 'dilation_rate')(keras1Kernel(config))
    : groupedConvolution(config);

/** Keras 1 gave rows and columns apart. */
function keras1Kernel(config: ConfigReader): ConfigReader {
  const [rows, columns] = [config.get('nb_row'), config.get('nb_col')];
  if (rows === undefined) return config;
  const get: ConfigReader['get'] = (names, otherwise) =>
    names === 'kernel_size' ? [rows, columns] : config.get(names, otherwise);
  return { ...config, get };
}

const transposed =
  (className: string): Translate =>
  (config) => {
    only(config, 'output_padding');
    only(config, 'dilation_rate', 1, [1, 1], [1, 1, 1]);
    return activated(className, ...convolved)(config);
  };

/** A pooling over all, whose axes may stay. */
const globalPooling =
  (className: string): Translate =>
  (config) => {
    const isKept = config.get('keepdims', false) === true;
    const layer = tfjsLayer(className, settingsOf(config, ['data_format']));
    const axes = className.endsWith('1D') ? 1 : 2;
    const isFirst = /first|th/.test(String(config.get(['data_format', 'dim_ordering'])));
    const kept: Piece = (x) => {
      const channels = x.shape.at(-1) as number;
      const ones = new Array<number>(axes).fill(1);
      const targetShape = isFirst ? [channels, ...ones] : [...ones, channels];
      return layers
        .reshape({ targetShape, name: `${config.layer.name}_keepdims` })
        .apply(x) as typeof x;
    };
    return { pieces: isKept ? [layer, kept] : [layer] };
  };

/** tf.js takes no flat batch. */
const flatten: Translate = (config) => {
  const layer = tfjsLayer('Flatten', settingsOf(config, ['data_format']));
  const piece: Piece = (x) => (x.shape.length === 2 ? x : layer.apply(x)) as typeof x;
  return { pieces: [piece] };
};

const recurrent =
  (className: string): Translate =>
  (config) => {
    only(config, 'return_state', false);
    only(config, 'zero_output_for_mask', false);
    const hasGates = className !== 'SimpleRNN';
    // tf.js has the kind of Keras 1 only
    const isAfter = className === 'GRU' && config.get('reset_after', false) === true;
    return oneLayer(
      tfjsLayer(isAfter ? ResetAfterGRU.className : className, {
        ...settingsOf(config, [
          'units',
          'use_bias',
          'return_sequences',
          'go_backwards',
          'stateful',
        ]),
        activation: ownActivationOf(config, 'activation', 'tanh'),
        ...(hasGates && {
          recurrentActivation: ownActivationOf(config, older['recurrent_activation'], 'sigmoid'),
        }),
      }),
    );
  };

const images = ['pool_size', 'strides', 'padding', 'data_format'] as const;

/** What each layer class of Keras is in tf.js. Supporting a new one is a row. */
export const layerTable: Readonly<Record<string, Translate>> = {
  // weights
  Conv1D: (config) => {
    only(config, 'data_format', 'channels_last');
    return Number(config.get('groups', 1)) === 1
      ? activated('Conv1D', ...convolved, 'dilation_rate')(config)
      : groupedConvolution1D(config);
  },
  Conv1DTranspose: (config) => {
    only(config, 'output_padding');
    return convolvedColumn('Conv2DTranspose', 'filters')(config);
  },
  DepthwiseConv1D: convolvedColumn(DilatedDepthwiseConv2D.className, 'depth_multiplier'),
  SeparableConv1D: convolvedColumn('SeparableConv2D', 'filters', 'depth_multiplier'),
  Conv2D: convolution2D,
  Convolution2D: convolution2D,
  Conv3D: (config) => {
    only(config, 'groups', 1);
    return activated('Conv3D', ...convolved, 'dilation_rate')(config);
  },
  Conv2DTranspose: transposed('Conv2DTranspose'),
  Conv3DTranspose: transposed('Conv3DTranspose'),
  DepthwiseConv2D: depthwiseConvolution,
  SeparableConv2D: (config) => {
    only(config, 'dilation_rate', 1, [1, 1]);
    return activated('SeparableConv2D', ...convolved, 'depth_multiplier')(config);
  },
  Dense: activated('Dense', 'units', 'use_bias'),
  Embedding: same('Embedding', 'input_dim', 'output_dim', 'mask_zero'),

  // normalisation
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  BatchNormalizationV2: batchNormalization,
  SyncBatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: same(
    GroupNormalization.className,
    ...['groups', 'axis', 'epsilon', 'center', 'scale'],
  ),
  UnitNormalization: same(UnitNormalization.className, 'axis'),
  Normalization: normalization,
  Rescaling: rescaling,

  // activations
  Activation: (config) => {
    const { activation, pieces } = activationOf(config);
    const { name } = config.layer;
    return { pieces: pieces.length > 0 ? pieces : [tfjsLayer('Activation', { activation, name })] };
  },
  ReLU: (config) => {
    const settings = Object.fromEntries(
      ['max_value', 'negative_slope', 'threshold'].map((name) => [name, config.get(name)]),
    );
    return oneLayer(reluLayer(config.layer.name, settings));
  },
  LeakyReLU: (config) => {
    // as Keras has it where the file does not say; tf.js has the same
    const alpha = Number(config.get(['negative_slope', 'alpha'], 0.3));
    return oneLayer(layers.leakyReLU({ alpha, name: config.layer.name }));
  },
  PReLU: same('PReLU', 'shared_axes'),
  ELU: same('ELU', 'alpha'),
  ThresholdedReLU: same('ThresholdedReLU', 'theta'),
  Softmax: same('Softmax', 'axis'),

  // at training only
  Identity: identity,
  Dropout: same('Dropout', 'rate'),
  SpatialDropout1D: same('SpatialDropout1D', 'rate'),
  SpatialDropout2D: same('Dropout', 'rate'),
  SpatialDropout3D: same('Dropout', 'rate'),
  GaussianNoise: same('GaussianNoise', 'stddev'),
  GaussianDropout: same('GaussianDropout', 'rate'),
  AlphaDropout: same('AlphaDropout', 'rate'),
  ActivityRegularization: idle('l1', 'l2'),
  RandomFlip: idle('mode'),
  RandomRotation: idle('factor', 'fill_mode', 'interpolation', 'fill_value'),
  RandomZoom: idle('height_factor', 'width_factor', 'fill_mode', 'interpolation', 'fill_value'),
  RandomTranslation: idle(
    'height_factor',
    'width_factor',
    'fill_mode',
    'interpolation',
    'fill_value',
  ),
  RandomContrast: idle('factor'),
  RandomBrightness: idle('factor'),

  // shapes and places
  Flatten: flatten,
  Reshape: same('Reshape', 'target_shape'),
  ZeroPadding1D: paddedColumn,
  Cropping1D: croppedColumn,
  UpSampling1D: repeatedColumn,
  Permute: same('Permute', 'dims'),
  RepeatVector: same('RepeatVector', 'n'),
  Cropping2D: same('Cropping2D', 'cropping', 'data_format'),
  ZeroPadding2D: same('ZeroPadding2D', 'padding', 'data_format'),
  UpSampling2D: upSampling,
  Resizing: resizing,
  CenterCrop: same('CenterCrop', 'height', 'width'),
  Masking: same('Masking', 'mask_value'),

  // pooling
  ...Object.fromEntries(
    ['MaxPooling', 'AveragePooling'].flatMap((kind) =>
      ['1D', '2D', '3D'].map((axes) => [
        `${kind}${axes}`,
        same(`${kind}${axes}`, ...images.filter((name) => axes !== '1D' || name !== 'data_format')),
      ]),
    ),
  ),
  GlobalAveragePooling1D: globalPooling('GlobalAveragePooling1D'),
  GlobalMaxPooling1D: globalPooling('GlobalMaxPooling1D'),
  GlobalAveragePooling2D: globalPooling('GlobalAveragePooling2D'),
  GlobalMaxPooling2D: globalPooling('GlobalMaxPooling2D'),

  // several inputs
  Add: same('Add'),
  Average: same('Average'),
  Maximum: same('Maximum'),
  Minimum: same('Minimum'),
  Multiply: same('Multiply'),
  Concatenate: same('Concatenate', 'axis'),
  Dot: same('Dot', 'axes', 'normalize'),

  // sequences
  SimpleRNN: recurrent('SimpleRNN'),
  LSTM: (config) => {
    config.get('unit_forget_bias');
    return recurrent('LSTM')(config);
  },
  GRU: recurrent('GRU'),
};
