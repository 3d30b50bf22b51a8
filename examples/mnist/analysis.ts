import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  type AccumulatedError,
  accumulatedError,
  accuracy,
  balancedAccuracy,
  type ConfusionMatrix,
  cascadeNetwork,
  type FourierNetwork,
  fusedNetwork,
  fuseKernels,
  layerwiseNetwork,
} from 'fourier-xai';
import { classNames, type Digits } from '../../support/digits';
import { firstImages } from '../../support/labelledImages';
import {
  confusionOn,
  convolutionKernels,
  featuresOf,
  largestDifference,
  scalar,
} from '../shared/measures';

/** What fusing the convolutions does to a model, in numbers. */
export interface Analysis {
  readonly parameters: { before: number; after: number };
  readonly kernels: { before: number; after: number };
  readonly confusion: ConfusionMatrix;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  /** Layer by layer and as each of the three Fourier networks. */
  readonly networks: {
    name: string;
    /** Largest difference from model.predict, in probability, and from g(x), of its largest value. */
    predictionDifference: number;
    featureDifference: number;
    millisecondsPerImage: number;
  }[];
  readonly border: AccumulatedError & { largestFeature: number };
}

/** Images on which outputs are compared, and images of one timed batch. */
export const compared = 256;
const timed = 16;

export async function analyse(model: tfl.LayersModel, test: Digits): Promise<Analysis> {
  const convolutions = convolutionKernels(model);
  const confusion = await confusionOn(model, test, classNames.length);
  const some = firstImages(test, compared);
  const batch = firstImages(test, timed).images;
  const networks: [string, FourierNetwork][] = [
    ['Fourier-Net 1, layer by layer', layerwiseNetwork(model)],
    ['Fourier-Net 2, cascade', cascadeNetwork(model)],
    ['Fourier-Net 3, fused', fusedNetwork(model)],
  ];
  const rows: Analysis['networks'] = [
    {
      name: 'model.predict',
      predictionDifference: 0,
      featureDifference: 0,
      millisecondsPerImage: await milliseconds(() => model.predict(batch) as tf.Tensor),
    },
  ];
  const [y, g] = [model.predict(some.images) as tf.Tensor, featuresOf(model, some.images)];
  const largestFeature = await scalar(tf.tidy(() => tf.max(tf.abs(g))));
  for (const [name, network] of networks) {
    rows.push({
      name,
      predictionDifference: await largestDifference(network.predict(some.images), y),
      featureDifference:
        (await largestDifference(network.features(some.images), g)) / largestFeature,
      millisecondsPerImage: await milliseconds(() => network.predict(batch)),
    });
    network.dispose();
  }
  const border = await accumulatedError(model, firstImages(test, timed).images);
  return {
    parameters: { before: model.countParams(), after: fusedParameters(model, convolutions) },
    kernels: {
      before: convolutions.reduce((sum, { shape }) => sum + shape[2] * shape[3], 0),
      after: (convolutions[0]?.shape[2] ?? 0) * (convolutions.at(-1)?.shape[3] ?? 0),
    },
    confusion,
    accuracy: accuracy(confusion),
    balancedAccuracy: balancedAccuracy(confusion),
    networks: rows,
    border: { ...border, largestFeature },
  };
}

function fusedParameters(model: tfl.LayersModel, kernels: tf.Tensor4D[]): number {
  const layered = kernels.reduce((sum, { size }) => sum + size, 0);
  return tf.tidy(() => model.countParams() - layered + fuseKernels(kernels).size);
}

/** Median time of nine runs after two, for one image. */
async function milliseconds(run: () => tf.Tensor): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 11; i++) {
    const began = performance.now();
    const y = run();
    await y.data();
    times.push((performance.now() - began) / timed);
    tf.dispose(y);
  }
  return times.slice(2).sort((a, b) => a - b)[4] as number;
}
