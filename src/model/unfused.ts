import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { applyLayer, type Layer } from './graph';

interface Conv2DConfig {
  strides: [number, number];
  dilationRate: [number, number] | number;
  padding: 'same' | 'valid' | 'causal';
  dataFormat: string;
}

/**
 * Applies a layer as at inference, a Conv2D by an operation whose gradient in x can be asked for alone.
 * The fused one of the layer always computes its filter's gradient too, for which wasm has no kernel.
 */
export function applyUnfused(layer: Layer, inputs: Tensor[]): Tensor | Tensor[] {
  if (layer.getClassName() !== 'Conv2D') return applyLayer(layer, inputs);
  const config = layer.getConfig() as unknown as Conv2DConfig;
  const { strides, dilationRate, padding, dataFormat } = config;
  if (padding === 'causal' || dataFormat === 'channelsFirst') return applyLayer(layer, inputs);
  const [kernel, bias] = layer.getWeights() as [Tensor4D, Tensor1D | undefined];
  const { activation } = layer as Layer & { activation: { apply(x: Tensor): Tensor } };
  return tf.tidy(() => {
    const x = inputs[0] as Tensor4D;
    const y = tf.conv2d(x, kernel, strides, padding, 'NHWC', dilationRate);
    return activation.apply(bias ? tf.add(y, bias) : y);
  });
}
