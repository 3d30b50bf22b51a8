import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  chainRule,
  fourierHeatmap,
  frequencyFlipping,
  gradCam,
  gradientTimesInput,
  heatmap,
  inBatches,
  inputGradient,
  integratedGradients,
  lrp,
  occlusion,
  pixelFlipping,
  selectKernels,
  smoothGrad,
  spectralRelevance,
} from 'fourier-xai';

type Method = (model: LayersModel, x: tf.Tensor4D) => unknown;

/** Memory does not grow with the number of steps, samples and windows: two of each are enough. */
export const methods: Readonly<Record<string, Method>> = {
  predict: (model, x) => model.predict(x),
  inputGradient: (model, x) => inputGradient(model, x),
  gradientTimesInput: (model, x) => gradientTimesInput(model, x),
  chainRule: (model, x) => chainRule(model, x),
  integratedGradients: (model, x) => integratedGradients(model, x, { steps: 2 }),
  smoothGrad: (model, x) => smoothGrad(model, x, { samples: 2, seed: 1 }),
  gradCam: (model, x) => gradCam(model, x),
  occlusion: (model, x) => occlusion(model, x, { window: [x.shape[1] / 2, x.shape[2]] }),
  lrp: (model, x) => lrp(model, x),
  'lrp in inBatches of 1': (model, x) => inBatches(x, (some) => lrp(model, some), { batchSize: 1 }),
  spectralRelevance: (model, x) => spectralRelevance(model, x),
  pixelFlipping: (model, x) => pixelFlipping(model, x, x, { steps: 2 }),
  frequencyFlipping: (model, x) => frequencyFlipping(model, x, 'lowestFirst', { steps: 2 }),
  fourierHeatmap: (model, x) => begunHeatmap(model, x),
  selectKernels: (model, x) => selectKernels(model, x),
  'heatmap of x': (_, x) => heatmap(x),
};

/** The first two of its many frequencies, which are all alike. */
async function begunHeatmap(model: LayersModel, x: tf.Tensor4D): Promise<void> {
  const controller = new AbortController();
  const onProgress = (done: number) => {
    if (done === 2) controller.abort();
  };
  const labels = new Array<number>(x.shape[0]).fill(0);
  await fourierHeatmap(model, x, labels, { norm: 1, signal: controller.signal, onProgress }).catch(
    (error) => {
      if (!controller.signal.aborted) throw error;
    },
  );
}
