import * as tf from '@tensorflow/tfjs-core';
import { type Config, GraphLayer } from './graphLayer';

/** A function of each value, by name, that is no activation of tf.js. */
export class ElementwiseFunction extends GraphLayer {
  static readonly className = 'ElementwiseFunction';

  constructor(config: Config) {
    super(config, ['function', 'parameter']);
  }

  override of(x: tf.Tensor): tf.Tensor {
    const { function: name, parameter } = this.settings as unknown as Settings;
    return functions[name](x, parameter);
  }
}

interface Settings {
  readonly function: keyof typeof functions;
  readonly parameter: number;
}

const functions = {
  power,
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  abs: (x) => tf.abs(x),
  erf: (x) => tf.erf(x),
  sin: (x) => tf.sin(x),
  cos: (x) => tf.cos(x),
  maximum: (x, limit) => tf.maximum(x, limit),
  minimum: (x, limit) => tf.minimum(x, limit),
  leakyRelu: (x, slope) => tf.leakyRelu(x, slope),
} as const satisfies Record<string, (x: tf.Tensor, parameter: number) => tf.Tensor>;

function power(x: tf.Tensor, exponent: number): tf.Tensor {
  if (exponent === 2) return tf.square(x);
  if (exponent === 0.5) return tf.sqrt(x);
  if (exponent === -0.5) return tf.rsqrt(x);
  return exponent === -1 ? tf.reciprocal(x) : tf.pow(x, exponent);
}
