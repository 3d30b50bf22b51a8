import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { DilatedDepthwiseConv2D } from '../../model/layers/dilatedDepthwiseConv2D';
import { GroupedConv2D } from '../../model/layers/groupedConv2D';
import type { StoredWeight } from '../weights/weightStore';
import { activationOf } from './activations';
import type { ConfigReader } from './configReader';
import { settingsOf } from './settings';
import { tfjsLayer } from './tfjsLayer';
import type { Translation } from './translation';

const shared = ['kernel_size', 'strides', 'padding', 'data_format', 'use_bias'] as const;

/** So many numbers a kernel that is filled up with zeros may have: 256 MB. */
const MOST = 2 ** 26;

/** Of signals, in a kernel that is zero between the groups. */
export function groupedConvolution1D(config: ConfigReader): Translation {
  const groups = Number(config.get('groups'));
  const { activation, pieces } = activationOf(config);
  const settings = settingsOf(config, [...shared, 'filters', 'dilation_rate']);
  const layer = tfjsLayer('Conv1D', { ...settings, activation });
  return {
    pieces: [layer, ...pieces],
    weighted: layer,
    weightsFrom: ([kernel, ...bias]) => (kernel ? [inBlocks(kernel, groups), ...bias] : []),
  };
}

/** Of images; tf.js ignores groups. */
export function groupedConvolution(config: ConfigReader): Translation {
  const { activation, pieces } = activationOf(config);
  const settings = settingsOf(config, [...shared, 'filters', 'dilation_rate', 'groups']);
  const layer = tfjsLayer(GroupedConv2D.className, { ...settings, activation });
  return { pieces: [layer, ...pieces], weighted: layer };
}

/** tf.js ignores the dilation of a depthwise convolution. */
export function depthwiseConvolution(config: ConfigReader): Translation {
  const dilations = [config.get('dilation_rate', 1)].flat().map(Number);
  const { activation, pieces } = activationOf(config);
  const isDilated = dilations.some((rate) => rate !== 1) && config.layer.version > 0;
  const { className } = isDilated ? DilatedDepthwiseConv2D : { className: 'DepthwiseConv2D' };
  const settings = settingsOf(config, [...shared, 'depth_multiplier', 'dilation_rate']);
  const layer = tfjsLayer(className, { ...settings, activation });
  return { pieces: [layer, ...pieces], weighted: layer };
}

/** [..., channels in a group, filters] with zeros between groups: [..., all channels, filters]. */
export function inBlocks(kernel: StoredWeight, groups: number): StoredWeight {
  const [depth = 0, filters = 0] = kernel.shape.slice(-2);
  const channels = depth * groups;
  const shape = [...kernel.shape.slice(0, -2), channels, filters];
  const count = shape.reduce((product, size) => product * size, 1);
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
  return { name: kernel.name, shape, values };
}
