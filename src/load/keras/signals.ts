import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { StoredWeight } from '../weights/weightStore';
import { activationOf } from './activations';
import type { ConfigReader } from './configReader';
import { settingsOf } from './settings';
import { tfjsLayer } from './tfjsLayer';
import type { Piece, Translation } from './translation';

/*
 * Layers of signals that tf.js has for images only. A signal [width, channels] is an image of one column there,
 * [width, 1, channels].
 */

type Settings = Record<string, unknown>;

/** A layer of images between two that change the shape. */
function onColumn(config: ConfigReader, className: string, settings: Settings): Translation {
  const { name } = config.layer;
  const format = config.get('data_format', 'channels_last');
  if (format !== 'channels_last') config.refuse('data_format', format);
  const layer = tfjsLayer(className, { ...settings, name });
  const { activation, pieces } = activationOf(config);
  const column: Piece = (x) => reshaped(x, [widthOf(x), 1, channelsOf(x)], `${name}_column`);
  const signal: Piece = (x) => reshaped(x, [widthOf(x), channelsOf(x)], `${name}_signal`);
  const ending =
    activation === 'linear'
      ? []
      : [layers.activation({ activation: activation as 'relu', name: `${name}_end` })];
  return {
    pieces: [column, layer, signal, ...ending, ...pieces],
    weighted: layer,
    weightsFrom: (stored) => stored.map(asColumn),
  };
}

/** -1 where it is not known. */
const widthOf = ({ shape }: SymbolicTensor): number => shape[1] ?? -1;
const channelsOf = ({ shape }: SymbolicTensor): number => shape.at(-1) as number;

const reshaped = (x: SymbolicTensor, targetShape: number[], name: string): SymbolicTensor =>
  layers.reshape({ targetShape, name }).apply(x) as SymbolicTensor;

/** Kernels [size, …] become [size, 1, …]; biases stay. */
const asColumn = (weight: StoredWeight): StoredWeight => {
  const [size, ...rest] = weight.shape as [number, ...number[]];
  return weight.shape.length === 3 ? { ...weight, shape: [size, 1, ...rest] } : weight;
};

const numberIn = (value: unknown): number => Number([value].flat()[0]);

/** Of convolutions. Across the column a stride of 1 would do, but depthwise ones need the same both ways. */
export const convolvedColumn =
  (className: string, ...names: string[]) =>
  (config: ConfigReader): Translation => {
    const settings = settingsOf(config, ['padding', 'use_bias', ...names]);
    const size = numberIn(config.get('kernel_size'));
    const stride = numberIn(config.get('strides', 1));
    const dilation = numberIn(config.get('dilation_rate', 1));
    if (dilation !== 1 && className !== 'DilatedDepthwiseConv2D')
      config.refuse('dilation_rate', dilation);
    const across = className === 'Conv2DTranspose' ? 1 : stride;
    return onColumn(config, className, {
      ...{ ...settings, kernelSize: [size, 1], strides: [stride, across] },
      dilationRate: [dilation, dilation],
    });
  };

/** A number of values before and after, or one for both. */
const pairIn = (value: unknown): [number, number] => {
  const [before, after] = [value].flat().map(Number) as [number, number?];
  return [before, after ?? before];
};

export const paddedColumn = (config: ConfigReader): Translation =>
  onColumn(config, 'ZeroPadding2D', { padding: [pairIn(config.get('padding', 1)), [0, 0]] });

export const croppedColumn = (config: ConfigReader): Translation =>
  onColumn(config, 'Cropping2D', { cropping: [pairIn(config.get('cropping', 1)), [0, 0]] });

export const repeatedColumn = (config: ConfigReader): Translation =>
  onColumn(config, 'UpSampling2D', { size: [numberIn(config.get(['size', 'length'], 2)), 1] });
