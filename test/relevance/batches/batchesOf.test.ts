import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { spectralRelevance } from '../../../src/relevance/frequency/spectralRelevance';
import { deepTaylorDecomposition } from '../../../src/relevance/lrp/deepTaylorDecomposition';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { exactIntegratedGradients } from '../../../src/relevance/methods/exactIntegratedGradients';
import { gradCam } from '../../../src/relevance/methods/gradCam';
import { gradientTimesInput } from '../../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../../src/relevance/methods/integratedGradients';
import { occlusion } from '../../../src/relevance/methods/occlusion';
import { smoothGrad } from '../../../src/relevance/methods/smoothGrad';
import { taylorDecomposition } from '../../../src/relevance/methods/taylorDecomposition';
import { documentModel } from '../../../support/models';
import { expectRefusal } from '../../helpers/leaks';

const model = documentModel(6);
const x = tf.ones<tf.Rank.R4>([2, 6, 6, 1]);
afterAll(() => {
  x.dispose();
  model.dispose();
});

/** As in JavaScript, whose options no compiler has seen. */
const synchronous: Record<string, (options: object) => tf.Tensor> = {
  lrp: (options) => lrp(model, x, options),
  deepTaylorDecomposition: (options) => deepTaylorDecomposition(model, x, options),
  gradientTimesInput: (options) => gradientTimesInput(model, x, options),
  integratedGradients: (options) => integratedGradients(model, x, options),
  exactIntegratedGradients: (options) => exactIntegratedGradients(model, x, options),
  smoothGrad: (options) => smoothGrad(model, x, options),
  gradCam: (options) => gradCam(model, x, options),
  occlusion: (options) => occlusion(model, x, { ...options, window: [3, 3] }),
  taylorDecomposition: (options) => taylorDecomposition(model, x, options),
  spectralRelevance: (options) => spectralRelevance(model, x, options),
};

describe.each(Object.entries(synchronous))('%s', (name, explain) => {
  it('refuses what only asynchronous functions can do, and options that there are not', async () => {
    const signal = new AbortController().signal;
    await expectRefusal(
      () => explain({ signal }),
      new RegExp(`^${name}: a synchronous function has no option 'signal': inBatches, which calls`),
    );
    await expectRefusal(
      () => explain({ onProgress: () => undefined, batchSize: 1 }),
      new RegExp(`^${name}: a synchronous function has no option 'onProgress': inBatches, which`),
    );
    await expectRefusal(
      () => explain({ batchsize: 1 }),
      new RegExp(`^${name}: unknown option 'batchsize'; did you mean 'batchSize'\\?`),
    );
    const relevance = explain({ batchSize: 1, signal: undefined });
    expect(relevance.shape).toEqual([2, 6, 6, 1]);
    relevance.dispose();
  });
});
