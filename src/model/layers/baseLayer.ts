import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { initializers, layers } from '@tensorflow/tfjs-layers';
import { registeredClass } from '../registeredClass';

interface Weight {
  read(): Tensor;
}

interface Activation {
  apply(x: Tensor): Tensor;
}

/** What layers of tf.js have, though their types do not say so. */
export declare class BaseLayer extends layers.Layer {
  constructor(args: object);
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly kernelSize: number[];
  readonly strides: number[];
  readonly dilationRate: number[];
  readonly padding: 'same' | 'valid';
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly filters: number;
  readonly units: number;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly recurrentInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly depthwiseKernel: Weight;
  kernel: Weight;
  recurrentKernel: Weight;
  bias: Weight | null;
}

type Initializer = ReturnType<typeof initializers.zeros>;

export type Shape = (number | null)[];

/** A class that tf.js does not export, to be extended. */
export function baseLayer(className: string): typeof BaseLayer {
  const [Class] = registeredClass(className) ?? [];
  return Class as unknown as typeof BaseLayer;
}

/** The images that a convolution meets, with channels last. */
export const imagesOf = ({ dataFormat }: BaseLayer, inputs: Tensor | Tensor[]): Tensor4D => {
  const [x] = [inputs].flat() as [Tensor4D];
  return dataFormat === 'channelsFirst' ? tf.transpose(x, [0, 2, 3, 1]) : x;
};

/** What follows a convolution: the bias, the layer's own order of axes, and the activation. */
export function finished({ bias, dataFormat, activation }: BaseLayer, y: Tensor): Tensor {
  const z = bias ? tf.add(y, bias.read()) : y;
  return activation.apply(dataFormat === 'channelsFirst' ? tf.transpose(z, [0, 3, 1, 2]) : z);
}
