import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  conservationReport,
  exactIntegratedGradients,
  fourierHeatmap,
  frequencyFlipping,
  fuseModel,
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
import { randomTensor } from '../../support/random';

/** What is done again and again. */
export type Act = (chance: () => number) => unknown;

/** One of ten long calls is aborted, at a step drawn at random. */
const ABORTED = 0.1;

/** Rows and columns of the images. */
export const SIDE = 12;

/** Explanations of one image or a few; one act is one explanation. */
export function explanations(model: LayersModel): Act[] {
  const images = (chance: () => number) =>
    randomTensor<tf.Rank.R4>(
      [1 + Math.floor(3 * chance()), SIDE, SIDE, 1],
      Math.floor(1e6 * chance()),
    );
  const explained =
    (explain: (x: tf.Tensor4D) => unknown): Act =>
    async (chance) => {
      const x = images(chance);
      try {
        tf.dispose((await explain(x)) as tf.TensorContainer);
      } finally {
        x.dispose();
      }
    };
  const long =
    (run: (x: tf.Tensor4D, options: Progress) => Promise<unknown>): Act =>
    (chance) =>
      explained((x) => perhapsAborted(chance, (options) => run(x, options)))(chance);
  const withMap = (
    run: (x: tf.Tensor4D, map: tf.Tensor4D, options: Progress) => Promise<unknown>,
  ) =>
    long(async (x, options) => {
      const map = lrp(model, x);
      return run(x, map, options).finally(() => map.dispose());
    });
  return [
    explained((x) => lrp(model, x)),
    explained((x) => lrp(model, x, { target: 1, batchSize: 1 })),
    explained((x) => inputGradient(model, x)),
    explained((x) => gradientTimesInput(model, x)),
    explained((x) => smoothGrad(model, x, { samples: 2, seed: 3 })),
    explained((x) => integratedGradients(model, x, { steps: 3 })),
    explained((x) => occlusion(model, x, { window: [6, 6] })),
    explained((x) => gradCam(model, x)),
    explained((x) => spectralRelevance(model, x)),
    explained((x) => tf.tidy(() => heatmap(lrp(model, x)))),
    explained(() => fuseModel(model).dispose() && undefined),
    explained((x) => refused(() => lrp(model, x, { target: 9 }))),
    explained((x) => refused(() => exactIntegratedGradients(model, x))),
    explained((x) => refused(() => occlusion(model, x, { window: [0, 6] }))),
    long((x, options) => inBatches(x, (some) => lrp(model, some), { ...options, batchSize: 1 })),
    long((x, options) => frequencyFlipping(model, x, 'lowestFirst', { ...options, steps: 3 })),
    long((x, options) =>
      fourierHeatmap(model, x, new Array(x.shape[0]).fill(0), { ...options, norm: 1 }),
    ),
    withMap((x, map, options) => pixelFlipping(model, x, map, { ...options, steps: 3 })),
    withMap((x, map, options) => conservationReport(model, x, map, options)),
  ];
}

/** A kernel selection of so many images, perhaps aborted. */
export const selection =
  (model: LayersModel, images: number): Act =>
  async (chance) => {
    const x = randomTensor<tf.Rank.R4>([images, SIDE, SIDE, 1], Math.floor(1e6 * chance()));
    try {
      await perhapsAborted(chance, (options) =>
        selectKernels(model, x, { ...options, batchSize: 8 }),
      );
    } finally {
      x.dispose();
    }
  };

interface Progress {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

async function perhapsAborted<T>(
  chance: () => number,
  run: (options: Progress) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  const end = chance() < ABORTED ? chance() : 2;
  const onProgress = (done: number, total: number) => {
    if (done / total >= end) controller.abort('enough');
  };
  try {
    return await run({ onProgress, signal: controller.signal });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return undefined;
  }
}

/** A call that must throw. */
function refused(call: () => unknown): void {
  try {
    call();
  } catch {
    return;
  }
  throw new Error('a call that is wrong was answered');
}
