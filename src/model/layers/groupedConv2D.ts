import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { InputSpec } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { baseLayer, finished, imagesOf, type Shape } from './baseLayer';

/**
 * A convolution in groups, each of which sees its own channels and makes its own filters: Conv2D of Keras with `groups`,
 * which tf.js ignores. Its kernel is [rows, columns, channels of a group, all filters].
 */
export class GroupedConv2D extends baseLayer('Conv2D') {
  static readonly className = 'GroupedConv2D';
  readonly groups: number;

  constructor(args: { readonly groups: number } & Record<string, unknown>) {
    super(args);
    this.groups = args.groups;
    check(
      Number.isSafeInteger(this.groups) && this.groups > 0 && this.filters % this.groups === 0,
      `groups must divide the ${this.filters} filters, but they are ${this.groups}`,
    );
  }

  override build(inputShape: Shape | Shape[]): void {
    const axis = this.dataFormat === 'channelsFirst' ? 1 : 3;
    const shape = inputShape as Shape;
    const channels = shape[axis] ?? 0;
    check(
      channels > 0 && channels % this.groups === 0,
      `groups must divide the ${channels} channels, but they are ${this.groups}`,
    );
    super.build(shape.map((size, i) => (i === axis ? channels / this.groups : size)));
    this.inputSpec = [new InputSpec({ ndim: 4, axes: { [axis]: channels } })];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => finished(this, this.convolved(imagesOf(this, inputs))));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups };
  }

  private convolved(x: Tensor4D): Tensor {
    const kernel = this.kernel.read() as Tensor4D;
    const strides = this.strides as [number, number];
    const dilations = this.dilationRate as [number, number];
    const images = tf.split<Tensor4D>(x, this.groups, 3);
    const parts = tf
      .split<Tensor4D>(kernel, this.groups, 3)
      .map((part, i) =>
        tf.conv2d(itemAt(images, i), part, strides, this.padding, 'NHWC', dilations),
      );
    return tf.concat(parts, 3);
  }
}

tf.serialization.registerClass(GroupedConv2D as never);
