import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { baseLayer, finished, imagesOf, type Shape } from './baseLayer';

/** A depthwise convolution with gaps, which tf.js ignores in its own. */
export class DilatedDepthwiseConv2D extends baseLayer('DepthwiseConv2D') {
  static readonly className = 'DilatedDepthwiseConv2D';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const kernel = this.depthwiseKernel.read() as Tensor4D;
      const [strides, dilations] = [this.strides, this.dilationRate] as [Pair, Pair];
      const x = imagesOf(this, inputs);
      return finished(
        this,
        tf.depthwiseConv2d(x, kernel, strides, this.padding, 'NHWC', dilations),
      );
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const isFirst = this.dataFormat === 'channelsFirst';
    const shape = [...(super.computeOutputShape(inputShape) as Shape)];
    for (const axis of [0, 1] as const) {
      const at = axis + (isFirst ? 2 : 1);
      const length = (inputShape as Shape)[at] ?? null;
      shape[at] = length === null ? null : this.lengthAfter(length, axis);
    }
    return shape;
  }

  private lengthAfter(length: number, axis: 0 | 1): number {
    const [size, stride, dilation] = [this.kernelSize, this.strides, this.dilationRate].map(
      (pair) => pair[axis],
    ) as [number, number, number];
    const seen = this.padding === 'same' ? 1 : dilation * (size - 1) + 1;
    return Math.floor((length - seen) / stride) + 1;
  }
}

type Pair = [number, number];

tf.serialization.registerClass(DilatedDepthwiseConv2D as never);
