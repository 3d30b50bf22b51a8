import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/**
 * Channels each through its own kernel, as a convolution layer moves them over the image, before it adds them up.
 *
 * @param channels [batch, rows, columns, channels]
 * @param kernels [rows, columns, channels, 1]: of one output of the layer
 */
export function partialConvolutions(
  layer: Layer,
  channels: tf.Tensor4D,
  kernels: tf.Tensor4D,
): tf.Tensor4D {
  const { strides, dilationRate, padding } = layer.getConfig();
  const pad = padding as 'same' | 'valid';
  const [stride, dilation] = [perAxis(strides), perAxis(dilationRate)];
  return tf.depthwiseConv2d(channels, kernels, stride, pad, 'NHWC', dilation);
}

/** Of a spectrum, whose one row can be taken with any stride. */
function perAxis(given: unknown): [number, number] {
  const [first = 1, second = first] = [given].flat() as number[];
  return [first, second];
}
