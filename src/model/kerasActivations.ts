import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** relu6(x + 3) / 6. */
const hardSigmoid = (x: Tensor): Tensor => clipped(tf.add(tf.mul(x, 1 / 6), 0.5), 0, 1);

const clipped = (x: Tensor, least: number, most: number): Tensor =>
  tf.minimum(tf.maximum(x, least), most);

/**
 * Activations of Keras 3 that tf.js lacks, or, as hard_sigmoid, computes by an older formula. They go by names that tf.js
 * has not, as its models are saved with them.
 */
const functions = {
  leakyRelu: (x) => tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), 0.2)),
  hardSigmoid3: hardSigmoid,
  hardSilu: (x) => tf.mul(x, hardSigmoid(x)),
  exponential: (x) => tf.exp(x),
  logSigmoid: (x) => tf.neg(tf.softplus(tf.neg(x))),
  hardTanh: (x) => clipped(x, -1, 1),
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
  softShrink: (x) => tf.sub(tf.relu(tf.sub(x, 0.5)), tf.relu(tf.sub(tf.neg(x), 0.5))),
  hardShrink: (x) => tf.mul(x, tf.step(tf.sub(tf.abs(x), 0.5))),
  squareplus: (x) => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 0.5),
  sparsePlus: (x) =>
    tf.add(tf.mul(tf.square(tf.add(clipped(x, -1, 1), 1)), 0.25), tf.relu(tf.sub(x, 1))),
  sparseSigmoid: (x) => clipped(tf.mul(tf.add(x, 1), 0.5), 0, 1),
} satisfies Record<string, (x: Tensor) => Tensor>;

type Name = keyof typeof functions;

const classes = Object.fromEntries(
  Object.entries(functions).map(([name, apply]) => [name, registered(name, apply)]),
) as Readonly<Record<Name, ActivationClass>>;

type ActivationClass = ReturnType<typeof registered>;

function registered(name: string, apply: (x: Tensor) => Tensor) {
  class KerasActivation extends tf.serialization.Serializable {
    static readonly className = name;

    apply(x: Tensor): Tensor {
      return tf.tidy(() => apply(x));
    }

    getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  }
  tf.serialization.registerClass(KerasActivation as never);
  return KerasActivation;
}

/** The name itself; whoever asks for it has the activation registered. */
export const kerasActivation = (name: Name): string => classes[name].className;

/** Whether it is one of these, and not a user's own of the same name. */
export const isKerasActivation = (activation: object | undefined): boolean =>
  Object.values<unknown>(classes).includes(activation?.constructor);
