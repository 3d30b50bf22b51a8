import { layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { kerasActivation } from '../../model/kerasActivations';
import { BoundedReLU } from '../../model/layers/boundedReLU';
import type { ConfigReader } from './configReader';
import type { Piece } from './translation';

/** By the names of Keras: those of tf.js, and of what src/model/kerasActivations.ts adds to it. */
const names: Readonly<Record<string, string>> = {
  ...{ linear: 'linear', relu: 'relu', relu6: 'relu6', sigmoid: 'sigmoid', tanh: 'tanh' },
  ...{ softmax: 'softmax', log_softmax: 'logSoftmax', softplus: 'softplus', softsign: 'softsign' },
  ...{ elu: 'elu', celu: 'elu', selu: 'selu', gelu: 'gelu', gelu_new: 'gelu_new', mish: 'mish' },
  ...{ silu: 'swish', swish: 'swish' },
  leaky_relu: kerasActivation('leakyRelu'),
  hard_sigmoid: kerasActivation('hardSigmoid3'),
  hard_silu: kerasActivation('hardSilu'),
  hard_swish: kerasActivation('hardSilu'),
  exponential: kerasActivation('exponential'),
  log_sigmoid: kerasActivation('logSigmoid'),
  hard_tanh: kerasActivation('hardTanh'),
  tanh_shrink: kerasActivation('tanhShrink'),
  soft_shrink: kerasActivation('softShrink'),
  hard_shrink: kerasActivation('hardShrink'),
  squareplus: kerasActivation('squareplus'),
  sparse_plus: kerasActivation('sparsePlus'),
  sparse_sigmoid: kerasActivation('sparseSigmoid'),
};

/** What a layer takes as its activation, and what has to follow it. */
export interface OwnActivation {
  readonly activation: string;
  readonly pieces: readonly Piece[];
}

/** Reads the activation of a layer; one with settings becomes a layer of its own. */
export function activationOf(
  config: ConfigReader,
  keys: string | readonly string[] = 'activation',
  otherwise = 'linear',
): OwnActivation {
  const { name, settings } = activationFrom(config.get(keys, otherwise));
  const { className, name: layer, version } = config.layer;
  const isOlder = name === 'hard_sigmoid' && version < 3;
  const known = isOlder ? 'hardSigmoid' : Object.hasOwn(names, name) ? names[name] : undefined;
  const isPlain = Object.keys(settings).length === 0;
  if (known !== undefined && isPlain) return { activation: known, pieces: [] };
  const make = Object.hasOwn(withSettings, name) ? withSettings[name] : undefined;
  check(
    make !== undefined,
    `${className} ${shown(layer)} has the activation ${shown(name)}${isPlain ? '' : ` with ${Object.keys(settings).join(', ')}`}, which cannot be translated`,
  );
  return { activation: 'linear', pieces: [(make as Make)(`${layer}_activation`, settings)] };
}

/** That of a recurrent layer, which nothing can follow within a step. */
export function ownActivationOf(
  config: ConfigReader,
  keys: string | readonly string[] | undefined,
  otherwise: string,
): string {
  const { activation, pieces } = activationOf(config, keys, otherwise);
  if (pieces.length > 0) config.refuse('an activation with settings', config.get(keys ?? []));
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

type Settings = Readonly<Record<string, unknown>>;
type Make = (name: string, settings: Settings) => layers.Layer;

const withSettings: Readonly<Record<string, Make>> = {
  relu: (name, settings) => reluLayer(name, settings),
  leaky_relu: (name, { negative_slope: slope, alpha }) =>
    layers.leakyReLU({ alpha: Number(slope ?? alpha ?? 0.2), name }),
  softmax: (name, { axis = -1 }) => layers.softmax({ axis: axis as number, name }),
  elu: (name, { alpha = 1 }) => layers.elu({ alpha: Number(alpha), name }),
};

/** max(x, 0), with a slope below, a largest value, a threshold. */
export function reluLayer(
  name: string,
  { max_value: most, negative_slope: slope, threshold }: Settings,
): layers.Layer {
  const maxValue = most == null ? null : Number(most);
  const [negativeSlope, from] = [Number(slope ?? 0), Number(threshold ?? 0)];
  const isPlain = from === 0 && negativeSlope === 0;
  if (isPlain) return layers.reLU({ name, ...(maxValue !== null && { maxValue }) });
  if (from === 0 && maxValue === null) return layers.leakyReLU({ alpha: negativeSlope, name });
  return new BoundedReLU({ name, maxValue, negativeSlope, threshold: from });
}
