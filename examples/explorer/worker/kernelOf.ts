import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { fuseKernels } from 'fourier-xai';
import { asImageKernels } from './asImages';
import type { KernelSource } from './protocol';

type Layer = LayersModel['layers'][number];

/** The convolutions at the model's beginning that have neither bias nor activation between them. */
export function linearFront({ layers }: LayersModel): Layer[] {
  const behind = layers.findIndex((layer) => !isInput(layer) && !isLinear(layer));
  return layers.slice(0, behind < 0 ? layers.length : behind).filter((layer) => !isInput(layer));
}

const isInput = (layer: Layer) => layer.getClassName() === 'InputLayer';

function isLinear(layer: Layer): boolean {
  if (layer.getClassName() !== 'Conv2D') return false;
  const config = layer.getConfig();
  return (
    config['activation'] === 'linear' &&
    [config['strides'], config['dilationRate']].flat().every((n) => n === 1)
  );
}

/** [rows, columns, inputs, outputs] of a layer, or of the whole front: a new tensor. */
export function kernelOf(model: LayersModel, source: KernelSource): tf.Tensor4D {
  if (source === 'fused') {
    const kernels = linearFront(model).map((layer) => layer.getWeights()[0] as tf.Tensor4D);
    return fuseKernels(kernels);
  }
  const layer = model.layers[source];
  const [kernels] = layer && /^Conv[12]D$/.test(layer.getClassName()) ? layer.getWeights() : [];
  if (!kernels) throw new Error('this layer has no kernels of a convolution');
  return asImageKernels(kernels);
}
