import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ConfigReader } from './configReader';
import type { Piece } from './translation';

/** Those that tf.js has under another name or the same one, and computes alike. */
const same: Readonly<Record<string, string>> = {
  ...{ linear: 'linear', relu: 'relu', relu6: 'relu6', sigmoid: 'sigmoid', tanh: 'tanh' },
  ...{ softmax: 'softmax', log_softmax: 'logSoftmax', softplus: 'softplus', softsign: 'softsign' },
  ...{ elu: 'elu', selu: 'selu', gelu: 'gelu', mish: 'mish', silu: 'swish', swish: 'swish' },
};

/** What a layer takes as its activation, and what has to follow it. */
export interface OwnActivation {
  readonly activation: string;
  readonly pieces: readonly Piece[];
}

/** Reads the activation of a layer, of which tf.js has not all. */
export function activationOf(
  config: ConfigReader,
  names: string | readonly string[] = 'activation',
  otherwise = 'linear',
): OwnActivation {
  const { name, settings } = activationFrom(config.get(names, otherwise));
  if (name === 'hard_sigmoid' && config.layer.version < 3) {
    return { activation: 'hardSigmoid', pieces: [] };
  }
  if (Object.hasOwn(same, name) && Object.keys(settings).length === 0) {
    return { activation: same[name] as string, pieces: [] };
  }
  const make = Object.hasOwn(others, name) ? others[name] : undefined;
  check(
    make !== undefined,
    `${config.layer.className} ${shown(config.layer.name)} has the activation ${shown(name)}, which cannot be translated`,
  );
  return {
    activation: 'linear',
    pieces: (make as Make)(`${config.layer.name}_activation`, settings, config),
  };
}

/** That of a recurrent layer, which nothing can follow within a step. */
export function ownActivationOf(
  config: ConfigReader,
  names: string | readonly string[] | undefined,
  otherwise: string,
): string {
  const { activation, pieces } = activationOf(config, names, otherwise);
  if (pieces.length > 0) config.refuse('an activation', config.get(names ?? []));
  return activation;
}

function activationFrom(given: unknown): { name: string; settings: Record<string, unknown> } {
  if (given === null) return { name: 'linear', settings: {} };
  if (typeof given === 'string') return { name: given.replace(/^.*>/, ''), settings: {} };
  const { class_name: className, config } = (given ?? {}) as Record<string, unknown>;
  const { name, trainable, dtype, ...settings } = { ...(config as Record<string, unknown>) };
  return { name: classNames[String(className)] ?? String(className), settings };
}

const classNames: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  LeakyReLU: 'leaky_relu',
  Softmax: 'softmax',
  ELU: 'elu',
};

type Make = (
  name: string,
  settings: Record<string, unknown>,
  config: ConfigReader,
) => readonly Piece[];

/** relu6(x + 3) / 6. */
const hardSigmoid = (name: string): readonly Piece[] => [
  layers.rescaling({ scale: 1, offset: 3, name: `${name}_shift` }),
  layers.reLU({ maxValue: 6, name }),
  layers.rescaling({ scale: 1 / 6, name: `${name}_scale` }),
];

const timesInput = (name: string, pieces: readonly Piece[]): Piece => {
  const product = layers.multiply({ name: `${name}_product` });
  return (x) => {
    const y = pieces.reduce<SymbolicTensor>(
      (value, piece) =>
        (typeof piece === 'function' ? piece(value) : piece.apply(value)) as SymbolicTensor,
      x,
    );
    return product.apply([x, y]) as SymbolicTensor;
  };
};

const others: Readonly<Record<string, Make>> = {
  leaky_relu: (name, { negative_slope: slope, alpha }) => [
    layers.leakyReLU({ alpha: Number(slope ?? alpha ?? 0.2), name }),
  ],
  relu: (name, settings, config) => reluPieces(name, settings, config),
  hard_sigmoid: hardSigmoid,
  hard_silu: (name) => [timesInput(name, hardSigmoid(name))],
  hard_swish: (name) => [timesInput(name, hardSigmoid(name))],
};

/** max(x, 0), with a slope below 0 or a largest value. */
export function reluPieces(
  name: string,
  { max_value: most, negative_slope: slope, threshold }: Record<string, unknown>,
  config: ConfigReader,
): readonly Piece[] {
  if (threshold) config.refuse('threshold', threshold);
  if (!slope) return [layers.reLU({ name, ...(most != null && { maxValue: Number(most) }) })];
  if (most != null)
    config.refuse('max_value', most, 'which cannot be translated beside negative_slope');
  return [layers.leakyReLU({ alpha: Number(slope), name })];
}
