import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { epsilonAlpha2Beta1, epsilonPlus } from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';

const { layers } = tfl;
const EPSILON = 1e-3;

afterAll(() => tf.disposeVariables());

const withLayers = (...normalisation: tfl.layers.Layer[]) =>
  seedWeights(
    tfl.sequential({
      layers: [
        layers.conv2dTranspose({ inputShape: [3, 4, 2], filters: 3, kernelSize: 2, strides: 2 }),
        ...normalisation,
        layers.flatten(),
        layers.dense({ units: 2 }),
      ],
    }),
  );

describe('a transposed convolution with a normalisation behind it', () => {
  it.each([
    ['epsilonPlus', epsilonPlus()],
    ['epsilonAlpha2Beta1', epsilonAlpha2Beta1()],
  ])('is the one whose kernel and bias were scaled by hand: %s', async (_, composite) => {
    const model = withLayers(layers.batchNormalization({ epsilon: EPSILON }));
    const [transposed, normalisation, , dense] = model.layers as tfl.layers.Layer[];
    const [kernel, bias] = transposed!.getWeights();
    const [gamma, beta, mean] = normalisation!.getWeights();
    const variance = tf.tensor1d([0.5, 2, 1.3]);
    normalisation!.setWeights([gamma!, beta!, mean!, variance]);
    const factor = tf.div(gamma!, tf.sqrt(tf.add(variance, EPSILON)));
    const scaled = tf.mul(kernel!, tf.reshape(factor, [1, 1, 3, 1]));
    const byHand = withLayers();
    const shifted = tf.add(tf.mul(tf.sub(bias!, mean!), factor), beta!);
    byHand.setWeights([scaled, shifted, ...dense!.getWeights()]);
    const x = randomTensor([2, 3, 4, 2], 7);
    await expectClose(model.predict(x) as tf.Tensor, byHand.predict(x) as tf.Tensor, 1e-5);
    const options = { composite, target: 1 };
    const map = lrp(model, x, options);
    await expectClose(map, lrp(byHand, x, options), 1e-4);
    // the shift counts: without it the map is another
    byHand.setWeights([scaled, tf.mul(bias!, factor), ...dense!.getWeights()]);
    const same = async () => expectClose(map, lrp(byHand, x, options), 1e-4);
    await expect(same()).rejects.toThrow();
  });
});
