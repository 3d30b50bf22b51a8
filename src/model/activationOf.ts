import type { Tensor } from '@tensorflow/tfjs-core';
import type { Call } from './graph';
import { isKerasActivation } from './kerasActivations';
import type { Layer } from './layer';
import { twinOf } from './twinOf';

type Activated = Layer & {
  activation?: { getClassName?(): string; apply(x: Tensor): Tensor };
};

/** The name of a layer's activation function; 'linear' where it has none. */
export function activationOf(layer: Layer): string {
  const { activation } = layer as Activated;
  if (!activation) return 'linear';
  return activation.getClassName?.() ?? 'a function';
}

/** The name of the activation that a call ends in. */
export const activationOfCall = ({ layer, isBare }: Call): string =>
  isBare ? 'linear' : activationOf(layer);

const builtIn =
  /^(linear|elu|selu|relu|relu6|sigmoid|hardSigmoid|softplus|softsign|tanh|softmax|logSoftmax|gelu|gelu_new|mish|swish)$/;

/** The same of a layer, if tf.js, which has some from this library, makes the same function of that name; undefined for functions of the user's own. */
export function builtInActivationOf(layer: Layer): string | undefined {
  const name = activationOf(layer);
  const { activation } = layer as Activated;
  return builtIn.test(name) || isKerasActivation(activation) ? name : undefined;
}

/** The layer without its activation, on the same weights. */
export function withoutActivation(layer: Layer): Layer {
  return twinOf(layer, { activation: { apply: (x: Tensor) => x, getClassName: () => 'linear' } });
}

/** The layer's activation alone. */
export function activationFunction(layer: Layer): (x: Tensor) => Tensor {
  const { activation } = layer as Activated;
  return (x) => (activation && activationOf(layer) !== 'linear' ? activation.apply(x) : x);
}
