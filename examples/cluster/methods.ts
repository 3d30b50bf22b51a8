import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  deepTaylorDecomposition,
  gradientTimesInput,
  integratedGradients,
  lrp,
  smoothGrad,
} from 'fourier-xai';

interface Circumstances {
  /** What pixels can be. */
  readonly range: readonly [low: number, high: number];
  readonly seed: number;
  /** The number of the first image among all, by which it gets its noise. */
  readonly firstImage: number;
}

type Method = (model: LayersModel, x: Tensor4D, of: Circumstances) => Tensor;

const explained = {
  lrp: (model, x) => lrp(model, x),
  gradientTimesInput: (model, x) => gradientTimesInput(model, x),
  integratedGradients: (model, x) => integratedGradients(model, x),
  deepTaylorDecomposition: (model, x, { range: [low, high] }) =>
    deepTaylorDecomposition(model, x, { low, high }),
  smoothGrad: (model, x, { range: [low, high], seed, firstImage }) =>
    smoothGrad(model, x, { sigma: 0.15 * (high - low), seed, firstImage }),
} satisfies Record<string, Method>;

export type MethodName = keyof typeof explained;

/** Relevance maps of the predicted classes, with x's shape, by the name of their --method. */
export const methods: Readonly<Record<MethodName, Method>> = explained;
