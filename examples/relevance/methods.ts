import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type Composite,
  deepTaylorDecomposition,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  gaussianRoot,
  gradCam,
  gradientTimesInput,
  integratedGradients,
  lrp,
  nearestRoot,
  occlusion,
  type RootPoint,
  sharpenRoot,
  smoothGrad,
  taylorDecomposition,
} from 'fourier-xai';

export type Family = 'gradient' | 'occlusion' | 'Taylor' | 'propagation' | 'none';

/** A way to explain a model. */
export interface Method {
  /** In two lines, where one is long. */
  readonly name: string;
  /** Of methods that are alike. */
  readonly family: Family;
  /** The relevance of x for the target classes, with as many channels as x or one. Throws where it does not apply. */
  maps(model: LayersModel, x: tf.Tensor4D, target: readonly number[]): tf.Tensor;
  /** The rules of one by LRP. */
  readonly composite?: Composite;
}

/** A name without its line break. */
export const oneLine = (name: string): string => name.replace('\n', ' ');

/** The name of the method that is laid over the images. */
export const integrated = 'integrated\ngradients';

/** Windows of occlusion along the shorter side. */
const WINDOWS = 14;

/** All methods for images whose pixels lie in a range. */
export function methodsFor([low, high]: readonly [low: number, high: number]): Method[] {
  return [
    {
      ...{ name: 'gradient\n× input', family: 'gradient' },
      maps: (model, x, target) => gradientTimesInput(model, x, { target }),
    },
    {
      ...{ name: integrated, family: 'gradient' },
      maps: (model, x, target) => integratedGradients(model, x, { target }),
    },
    {
      ...{ name: 'SmoothGrad', family: 'gradient' },
      maps: (model, x, target) =>
        smoothGrad(model, x, { target, sigma: 0.15 * (high - low), seed: 1 }),
    },
    { name: 'occlusion', family: 'occlusion', maps: occluded },
    {
      ...{ name: 'Grad-CAM', family: 'occlusion' },
      maps: (model, x, target) => gradCam(model, x, { target, smooth: true }),
    },
    taylor('Taylor,\nGaussian', gaussianRoot(2)),
    taylor('Taylor,\nsharpened', sharpenRoot(2)),
    taylor('Taylor,\nnearest', nearestRoot(2)),
    propagation('LRP\nε z⁺', epsilonPlus()),
    propagation('LRP\nε α2β1', epsilonAlpha2Beta1()),
    propagation('LRP\nε γ box', epsilonGammaBox(low, high)),
    {
      ...{ name: 'deep\nTaylor', family: 'propagation' },
      maps: (model, x, target) => deepTaylorDecomposition(model, x, { target, low, high }),
    },
  ];
}

/** What an order of pixels is worth that knows nothing. */
export const randomOrder: Method = {
  ...{ name: 'random\norder', family: 'none' },
  maps: (_model, x) => tf.randomUniform([...x.shape.slice(0, 3), 1], 0, 1, 'float32', 1),
};

const taylor = (name: string, rootPoint: RootPoint): Method => ({
  ...{ name, family: 'Taylor' },
  maps: (model, x, target) => taylorDecomposition(model, x, { target, rootPoint }),
});

const propagation = (name: string, composite: Composite): Method => ({
  ...{ name, composite, family: 'propagation' },
  maps: (model, x, target) => lrp(model, x, { target, composite }),
});

function occluded(model: LayersModel, x: tf.Tensor4D, target: readonly number[]): tf.Tensor {
  const side = Math.max(1, Math.round(Math.min(x.shape[1], x.shape[2]) / WINDOWS));
  return occlusion(model, x, { target, window: [side, side] });
}
