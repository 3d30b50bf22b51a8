import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomTensor } from './random';

type ConvArgs = Parameters<typeof tfl.layers.conv2d>[0];

/** Replaces the weights by seeded ones of a size that keeps activations near 1 (variances positive). */
export function seedWeights<M extends tfl.LayersModel>(model: M, seed = 1): M {
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map((weights, i) => {
        const fan = weights.size / (weights.shape.at(-1) ?? 1);
        const values = tf.mul(randomTensor(weights.shape, seed + i), Math.sqrt(2 / fan));
        const isVariance = model.weights[i]?.name.includes('variance');
        return isVariance ? tf.add(tf.abs(values), 0.5) : values;
      }),
    );
  });
  return model;
}

/** Convolutions of stride 1 and nothing else. */
export function convolutionModel(
  inputShape: [number | null, number | null, number],
  convolutions: ConvArgs[],
  seed = 1,
): tfl.Sequential {
  const model = tfl.sequential();
  for (const [i, args] of convolutions.entries()) {
    model.add(tfl.layers.conv2d(i === 0 ? { inputShape, ...args } : args));
  }
  return seedWeights(model, seed);
}

/** The network of the source document, by default small. */
export function documentModel(side = 12, filters: number[] = [3, 4, 5], units = 6): tfl.Sequential {
  const model = tfl.sequential();
  for (const [i, count] of filters.entries()) {
    const args = { filters: count, kernelSize: 3, padding: 'same', useBias: false } as const;
    model.add(tfl.layers.conv2d(i === 0 ? { inputShape: [side, side, 1], ...args } : args));
  }
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units, activation: 'relu' }));
  model.add(tfl.layers.dense({ units: 2, activation: 'softmax' }));
  return seedWeights(model);
}
