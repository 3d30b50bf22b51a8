import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from './baseLayer';

export interface BoundedReLUConfig {
  readonly name?: string;
  /** Above it, values are this one. Default: there is none. */
  readonly maxValue?: number | null;
  /** Below the threshold, what the distance from it is multiplied by. Default 0. */
  readonly negativeSlope?: number;
  /** Default 0. */
  readonly threshold?: number;
}

/** ReLU of Keras with all its settings, of which tf.js has the first: values below a threshold t are (x - t) · slope. */
export class BoundedReLU extends layers.Layer {
  static readonly className = 'BoundedReLU';
  private readonly settings: Required<Omit<BoundedReLUConfig, 'name'>>;

  constructor(args: BoundedReLUConfig) {
    super(args as object);
    const { maxValue = null, negativeSlope = 0, threshold = 0 } = args;
    this.settings = { maxValue, negativeSlope, threshold };
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => this.bounded([inputs].flat()[0] as Tensor));
  }

  /** By steps, whose gradient is none. */
  bounded(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this.settings;
    const distance = tf.sub(x, threshold);
    // at the threshold itself, the value is x
    const below = tf.step(tf.neg(distance));
    const kept = tf.mul(x, tf.sub(1, below));
    const y = tf.add(kept, tf.mul(tf.mul(distance, negativeSlope), below));
    return maxValue === null ? y : tf.minimum(y, maxValue);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings };
  }
}

tf.serialization.registerClass(BoundedReLU as never);
