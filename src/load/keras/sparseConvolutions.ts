import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { StoredWeight } from '../weights/weightStore';
import { activationOf } from './activations';
import type { ConfigReader } from './configReader';
import { settingsOf } from './settings';
import { tfjsLayer } from './tfjsLayer';
import type { Translation } from './translation';

/** So many numbers a kernel that is filled up with zeros may have: 256 MB. */
const MOST = 2 ** 26;

/** tf.js ignores groups: a kernel that is zero between them does the same. */
export function groupedConvolution(config: ConfigReader): Translation {
  const groups = Number(config.get('groups'));
  const names = [
    'filters',
    'kernel_size',
    'strides',
    'padding',
    'data_format',
    'use_bias',
    'dilation_rate',
  ];
  const { activation, pieces } = activationOf(config);
  const layer = tfjsLayer('Conv2D', { ...settingsOf(config, names), activation });
  return {
    pieces: [layer, ...pieces],
    weighted: layer,
    weightsFrom: ([kernel, ...bias]) => (kernel ? [inBlocks(kernel, groups), ...bias] : []),
  };
}

/** tf.js ignores the dilation of a depthwise convolution, but not that of a full one. */
export function depthwiseConvolution(config: ConfigReader): Translation {
  const names = ['kernel_size', 'strides', 'padding', 'data_format', 'use_bias'];
  const dilations = [config.get('dilation_rate', 1)].flat().map(Number);
  const { activation, pieces } = activationOf(config);
  if (dilations.every((rate) => rate === 1)) {
    const settings = settingsOf(config, [...names, 'depth_multiplier']);
    const layer = tfjsLayer('DepthwiseConv2D', { ...settings, activation });
    return { pieces: [layer, ...pieces], weighted: layer };
  }
  const filters = Number(config.get('depth_multiplier', 1));
  const isFirst = config.get('data_format') === 'channels_first';
  let made: ReturnType<typeof tfjsLayer> | undefined;
  const settings = { ...settingsOf(config, names), dilationRate: dilations, activation };
  // how many channels there are is known when it is applied
  const dense = (channels: number) => {
    made ??= tfjsLayer('Conv2D', { ...settings, filters: filters * channels });
    return made;
  };
  return {
    pieces: [(x) => dense(x.shape.at(isFirst ? 1 : -1) as number).apply(x) as typeof x, ...pieces],
    get weighted() {
      return made;
    },
    weightsFrom: ([kernel, ...bias]) => {
      if (!kernel) return [];
      const [rows, columns, channels, multiplier] = kernel.shape as [
        number,
        number,
        number,
        number,
      ];
      const shape = [rows, columns, 1, channels * multiplier];
      return [inBlocks({ ...kernel, shape }, channels), ...bias];
    },
  };
}

/** [rows, columns, channels in a group, filters] with zeros between groups: [rows, columns, all channels, filters]. */
export function inBlocks(kernel: StoredWeight, groups: number): StoredWeight {
  const [rows = 0, columns = 0, depth = 0, filters = 0] = kernel.shape;
  const channels = depth * groups;
  const count = rows * columns * channels * filters;
  check(
    Number.isInteger(filters / groups) && count <= MOST,
    `the kernel ${shown(kernel.name)} of ${groups} groups must have at most ${MOST} numbers when filled up, but it has ${count}`,
  );
  const perGroup = filters / groups;
  const values = () => {
    const from = kernel.values();
    const to = new Float32Array(count);
    for (let i = 0; i < from.length; i++) {
      const filter = i % filters;
      const channel = Math.floor(i / filters) % depth;
      const place = Math.floor(i / filters / depth);
      const group = Math.floor(filter / perGroup);
      to[(place * channels + group * depth + channel) * filters + filter] = from[i] as number;
    }
    return to;
  };
  return { name: kernel.name, shape: [rows, columns, channels, filters], values };
}
