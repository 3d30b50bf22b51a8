import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fixture from '../fixtures/attributions.json';
import { expectClose } from './expectClose';

interface Stored {
  readonly shape: number[];
  readonly values: number[];
}

const tensorOf = ({ shape, values }: Stored) => tf.tensor(values, shape);

/** The network whose relevance is stored: two convolutions, one normalised, two poolings and two dense layers. */
function storedModel(): tfl.Sequential {
  const { layers } = tfl;
  const model = tfl.sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 6, 2], filters: 3, kernelSize: 3, padding: 'same' }),
      layers.batchNormalization(),
      layers.activation({ activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 4, kernelSize: [3, 2], activation: 'relu' }),
      layers.averagePooling2d({ poolSize: [2, 1], strides: 1 }),
      layers.flatten(),
      layers.dense({ units: 5, activation: 'relu' }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const { kernel1, bias1, gamma, beta, mean, variance, ...others } = fixture.weights;
  const { kernel2, bias2, dense1, biasDense1, dense2, biasDense2 } = others;
  // tf.js puts what is not trained last
  const trained = [kernel1, bias1, gamma, beta, kernel2, bias2];
  const heads = [dense1, biasDense1, dense2, biasDense2];
  model.setWeights([...trained, ...heads, mean, variance].map(tensorOf));
  return model;
}

export type Attribution = (model: tfl.LayersModel, x: tf.Tensor4D, target: number) => tf.Tensor;

/** An attribution of the stored network is the stored one, to a part of its largest value. */
export async function expectStored(
  attribution: Attribution,
  stored: readonly (readonly number[])[],
  tolerance: number,
): Promise<void> {
  const x = tensorOf(fixture.x) as tf.Tensor4D;
  const relevance = attribution(storedModel(), x, fixture.target);
  await expectClose(relevance, stored.flat(), tolerance);
}
