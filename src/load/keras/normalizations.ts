import { layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import type { StoredWeight } from '../weights/weightStore';
import type { ConfigReader } from './configReader';
import { tfjsLayer } from './tfjsLayer';
import type { Translation } from './translation';

/** An axis as a number, though it may be written as a list of one. */
function oneAxis(config: ConfigReader): number {
  const given = config.get('axis', -1);
  const [axis, ...more] = [given].flat();
  if (more.length > 0 || typeof axis !== 'number') config.refuse('axis', given);
  return axis as number;
}

/** With a factor and a shift, where the file has none ones and zeros: tf.js has no gradient without (tfjs #2868). */
export function batchNormalization(config: ConfigReader): Translation {
  if (config.get('renorm', false) === true) config.refuse('renorm', true);
  // of Keras 1: 0 is as now
  if (config.get('mode', 0) !== 0) config.refuse('mode', config.get('mode'));
  const [scale, center] = [config.get('scale', true), config.get('center', true)];
  const epsilon = config.get('epsilon', 1e-3);
  const { name } = config.layer;
  const layer = tfjsLayer('BatchNormalization', { name, axis: oneAxis(config), epsilon });
  return {
    pieces: [layer],
    weighted: layer,
    weightsFrom: (stored) => {
      const rest = [...stored];
      const like = rest.at(-1);
      const gamma = scale === false ? filled('gamma', like, 1) : rest.shift();
      const beta = center === false ? filled('beta', like, 0) : rest.shift();
      return [gamma, beta, ...rest].flatMap((one) => one ?? []);
    },
  };
}

const filled = (
  name: string,
  like: StoredWeight | undefined,
  value: number,
): StoredWeight | undefined =>
  like && {
    name,
    shape: like.shape,
    values: () => new Float32Array(like.values().length).fill(value),
  };

export function layerNormalization(config: ConfigReader): Translation {
  if (config.get('rms_scaling', false) === true) config.refuse('rms_scaling', true);
  const { name } = config.layer;
  const layer = tfjsLayer('LayerNormalization', {
    ...{ name, axis: config.get('axis', -1), epsilon: config.get('epsilon', 1e-3) },
    ...{ scale: config.get('scale', true), center: config.get('center', true) },
  });
  return { pieces: [layer], weighted: layer };
}

/** (x - mean) / √variance by the last axis, or all of it; numbers of the file or the config. */
export function normalization(config: ConfigReader): Translation {
  if (config.get('invert', false) === true) config.refuse('invert', true);
  const axis = config.get('axis', -1);
  const [mean, variance] = [config.get('mean'), config.get('variance')];
  const { name } = config.layer;
  const least = 1e-7;
  if (Array.isArray(axis) ? axis.length === 0 : axis === null) {
    check(
      typeof mean === 'number' && typeof variance === 'number',
      `Normalization '${name}' must have numbers as mean and variance where it has no axis`,
    );
    const deviation = Math.max(Math.sqrt(variance as number), least);
    return {
      pieces: [
        layers.rescaling({ name, scale: 1 / deviation, offset: -(mean as number) / deviation }),
      ],
    };
  }
  const layer = tfjsLayer('BatchNormalization', { name, axis: oneAxis(config), epsilon: 0 });
  return {
    pieces: [layer],
    weighted: layer,
    weightsFrom: (stored) => {
      const [m, v] = mean == null ? stored : [numbers('mean', mean), numbers('variance', variance)];
      const positive = v && {
        ...v,
        values: () => v.values().map((one) => Math.max(one, least ** 2)),
      };
      return [filled('gamma', m, 1), filled('beta', m, 0), m, positive].flatMap(
        (one) => flat(one) ?? [],
      );
    },
  };
}

/** As a vector: files keep axes of length 1 beside. */
const flat = (weight: StoredWeight | undefined): StoredWeight | undefined =>
  weight && { ...weight, shape: [weight.shape.reduce((product, size) => product * size, 1)] };

function numbers(name: string, value: unknown): StoredWeight {
  const list = [value].flat(Number.POSITIVE_INFINITY).map(Number);
  return { name, shape: [list.length], values: () => Float32Array.from(list) };
}

export function rescaling(config: ConfigReader): Translation {
  const [scale, offset] = [config.get('scale', 1), config.get('offset', 0)];
  const { name } = config.layer;
  if (typeof scale === 'number' && typeof offset === 'number') {
    return { pieces: [layers.rescaling({ name, scale, offset })] };
  }
  // of channels: x · scale + offset as a normalisation of mean 0 and variance 1
  const layer = tfjsLayer('BatchNormalization', { name, epsilon: 0 });
  const length = Math.max([scale].flat().length, [offset].flat().length);
  const each = (value: unknown) =>
    [value].flat().length === length ? value : new Array(length).fill(value);
  return {
    pieces: [layer],
    weighted: layer,
    weightsFrom: () => {
      const gamma = numbers('gamma', each(scale));
      const [zeros, ones] = [filled('mean', gamma, 0), filled('variance', gamma, 1)];
      return [gamma, numbers('beta', each(offset)), zeros as StoredWeight, ones as StoredWeight];
    },
  };
}
