import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** What makes a layer: its name, and settings of its own. */
export type Config = ConstructorParameters<typeof layers.Layer>[0] & tf.serialization.ConfigDict;

/** A layer of one input and without weights, whose settings are plain values; its gradient is that of its operations. */
export abstract class GraphLayer extends layers.Layer {
  readonly settings: tf.serialization.ConfigDict;

  constructor(config: Config, names: readonly string[]) {
    super(config);
    this.settings = Object.fromEntries(names.map((name) => [name, config[name] ?? null]));
  }

  /** What it makes of x. */
  abstract of(x: tf.Tensor): tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.of([inputs].flat()[0] as tf.Tensor));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings };
  }
}

export type Sizes = (number | null)[];
