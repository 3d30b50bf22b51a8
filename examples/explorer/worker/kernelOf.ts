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

/** Those of them up to the layer at a place, which must be one of them. */
export function frontUpTo(model: LayersModel, index: number): Layer[] {
  const front = linearFront(model);
  const last = front.indexOf(model.layers[index] as Layer);
  if (last < 0) throw new Error('the layers up to this one are not linear');
  return front.slice(0, last + 1);
}

/** One kernel that does what all these layers do, away from the edges. */
export const fusedKernel = (layers: readonly Layer[]): tf.Tensor4D =>
  fuseKernels(layers.map((layer) => layer.getWeights()[0] as tf.Tensor4D));

/** [rows, columns, inputs, outputs] of a layer, or of the whole front: a new tensor. */
export function kernelOf(model: LayersModel, source: KernelSource): tf.Tensor4D {
  if (source === 'fused') return fusedKernel(linearFront(model));
  const layer = model.layers[source];
  const [kernels] = layer && /^Conv[12]D$/.test(layer.getClassName()) ? layer.getWeights() : [];
  if (!kernels) throw new Error('this layer has no kernels of a convolution');
  return asImageKernels(kernels);
}
