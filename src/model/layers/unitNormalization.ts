import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from './baseLayer';

/** Below it, the sum of squares is this one. */
const LEAST = 1e-12;

/** UnitNormalization of Keras: values along some axes divided by the root of the sum of their squares. */
export class UnitNormalization extends layers.Layer {
  static readonly className = 'UnitNormalization';
  private readonly axis: number | number[];

  constructor({
    axis = -1,
    ...args
  }: { readonly name?: string; readonly axis?: number | number[] }) {
    super(args as object);
    this.axis = axis;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as Tensor;
      return tf.mul(x, this.factor(x));
    });
  }

  factor(x: Tensor): Tensor {
    const squares = tf.sum(tf.square(x), this.axis, true);
    return tf.rsqrt(tf.maximum(squares, LEAST));
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(UnitNormalization as never);
