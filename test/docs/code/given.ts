import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { rowsGraphModel } from '../../helpers/graphModel';

/** What examples speak of without making it: each name is a function that makes it anew. */

/** A small network for images [8, 8, 1] and three classes. */
export function model(): tfl.LayersModel {
  const init = (seed: number) => tfl.initializers.glorotUniform({ seed });
  const conv = { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        ...conv,
        inputShape: [8, 8, 1],
        kernelInitializer: init(1),
        name: 'conv1',
      }),
      tfl.layers.conv2d({ ...conv, kernelInitializer: init(2), name: 'conv2' }),
      tfl.layers.flatten({ name: 'flatten' }),
      tfl.layers.dense({
        units: 3,
        activation: 'softmax',
        kernelInitializer: init(3),
        name: 'classes',
      }),
    ],
  });
}

/** The same for two classes, without activations between two convolutions and a dense layer. */
export function linearModel(): tfl.LayersModel {
  const init = (seed: number) => tfl.initializers.glorotUniform({ seed });
  const conv = { filters: 2, kernelSize: 3, padding: 'same' } as const;
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        ...conv,
        inputShape: [8, 8, 1],
        kernelInitializer: init(5),
        name: 'conv1',
      }),
      tfl.layers.conv2d({ ...conv, kernelInitializer: init(6), name: 'conv2' }),
      tfl.layers.flatten({ name: 'flatten' }),
      tfl.layers.dense({ units: 2, kernelInitializer: init(7), name: 'classes' }),
    ],
  });
}

/** Two images for them. */
export const x = (): tf.Tensor4D => tf.randomUniform([2, 8, 8, 1], 0, 1, 'float32', 4);

/** A tf.GraphModel of rows of 4 numbers, with 2 outputs. */
export const graphModel = (): Promise<GraphModel> =>
  rowsGraphModel({ w1: tf.ones([4, 3]), b: tf.zeros([3]), w2: tf.ones([3, 2]) });
