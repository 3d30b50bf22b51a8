import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  composeRules,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  exactIntegratedGradients,
  gaussianRoot,
  gradCam,
  gradientTimesInput,
  integratedGradients,
  lrp,
  nearestRoot,
  type OcclusionOptions,
  occlusion,
  sharpenRoot,
  smoothGrad,
  type Target,
  taylorDecomposition,
} from 'fourier-xai';
import type { MethodName } from '../protocol';
import type { Input } from '../study';

export interface MethodOptions {
  readonly target: Target;
  readonly output: 'logits' | 'probabilities';
  /** Of the blur or the sharpening; the factor of nearest; the window of occlusion. */
  readonly sigma: number;
  /** The least and the largest value that an input can have. */
  readonly box: readonly [low: number, high: number];
}

type Method = (model: LayersModel, x: Input, options: MethodOptions) => Input;

/** What of the options each gradient method takes. */
const common = ({ target, output }: MethodOptions) => ({ target, output });

/** Every method of the library as the page asks for it. */
export const methods: Readonly<Record<MethodName, Method>> = {
  lrpEpsilonPlus: (model, x, { target }) => lrp(model, x, { target }),
  lrpEpsilonAlpha2Beta1: (model, x, { target }) =>
    lrp(model, x, { target, composite: epsilonAlpha2Beta1({ biases: false }) }),
  lrpEpsilonGammaBox: (model, x, { target, box }) =>
    lrp(model, x, { target, composite: epsilonGammaBox(...box) }),
  lrpEpsilon: (model, x, { target }) => lrp(model, x, { target, composite: composeRules() }),
  deepTaylor: (model, x, { target, box: [low, high] }) =>
    lrp(model, x, { target, composite: deepTaylor({ low, high }) }),
  taylorGaussian: (model, x, options) =>
    taylorDecomposition(model, x, {
      ...common(options),
      rootPoint: gaussianRoot(options.sigma),
    }),
  taylorSharpen: (model, x, options) =>
    taylorDecomposition(model, x, { ...common(options), rootPoint: sharpenRoot(options.sigma) }),
  taylorNearest: (model, x, options) =>
    taylorDecomposition(model, x, {
      ...common(options),
      rootPoint: nearestRoot(Math.max(1, Math.round(options.sigma))),
    }),
  gradientTimesInput: (model, x, options) => gradientTimesInput(model, x, common(options)),
  integratedGradients: (model, x, options) => integratedGradients(model, x, common(options)),
  exactIntegratedGradients: (model, x, { target }) =>
    exactIntegratedGradients(model, x, { target }),
  smoothGrad: (model, x, options) =>
    smoothGrad(model, x, { ...common(options), samples: 16, seed: 1 }),
  gradCam: (model, x, options) => gradCam(model, x, { ...common(options), smooth: true }) as Input,
  occlusion: (model, x, options) => {
    const side = Math.max(2, Math.round(2 * options.sigma));
    const step = Math.max(1, Math.floor(side / 2));
    const [window, strides] =
      x.rank === 3
        ? [4 * side, 2 * step]
        : [
            [side, side],
            [step, step],
          ];
    return occlusion(model, x, { ...common(options), window, strides } as OcclusionOptions);
  },
};
