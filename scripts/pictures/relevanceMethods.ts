import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  conservationReport,
  deepTaylorDecomposition,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  exactIntegratedGradients,
  gaussianRoot,
  gradCam,
  gradientTimesInput,
  heatmap,
  inputGradient,
  integratedGradients,
  lrp,
  occlusion,
  sharpenRoot,
  smoothGrad,
  taylorDecomposition,
} from 'fourier-xai';
import { type Cell, grey, grid } from './grid';
import type { Picture } from './picture';
import { lastDigit, trainedDigits } from './trainedDigits';

type Maps = (model: LayersModel, x: tf.Tensor4D) => tf.Tensor;

const window = [2, 2] as const;
/** The digits and their noise lie in it. */
const [low, high] = [0, 1.3];

const methods: readonly (readonly [title: string, maps: Maps])[] = [
  ['gradient', (model, x) => inputGradient(model, x)],
  ['gradient × input', (model, x) => gradientTimesInput(model, x)],
  ['SmoothGrad', (model, x) => smoothGrad(model, x, { seed: 1 })],
  ['integrated gradients', (model, x) => integratedGradients(model, x)],
  ['the same, exactly', (model, x) => exactIntegratedGradients(model, x)],
  ['Taylor, Gaussian', (model, x) => taylorDecomposition(model, x, { rootPoint: gaussianRoot(2) })],
  ['Taylor, sharpened', (model, x) => taylorDecomposition(model, x, { rootPoint: sharpenRoot(2) })],
  ['occlusion', (model, x) => occlusion(model, x, { window })],
  ['Grad-CAM', (model, x) => gradCam(model, x)],
  ['LRP, ε everywhere', (model, x) => lrp(model, x, { composite: () => epsilonRule() })],
  [
    'LRP, default: ε z⁺',
    (model, x) => lrp(model, x, { composite: epsilonPlus({ biases: false }) }),
  ],
  ['LRP, ε α2β1', (model, x) => lrp(model, x, { composite: epsilonAlpha2Beta1() })],
  ['LRP, ε γ box', (model, x) => lrp(model, x, { composite: epsilonGammaBox(low, high) })],
  ['deep Taylor', (model, x) => deepTaylorDecomposition(model, x, { low, high })],
];

/** One digit by all methods, each with what its receipt says. */
export const relevanceMethods: Picture = {
  name: 'relevance-methods.svg',
  make: async () => {
    const { model, digits } = await trainedDigits();
    const x = lastDigit(digits);
    const cells: Cell[] = [];
    for (const [name, maps] of methods) {
      const map = maps(model, x);
      const image = tf.squeeze(heatmap(map as tf.Tensor4D), [0]);
      cells.push({ title: `${name}\n${await receiptOf(model, x, map)}`, image });
    }
    const [receipt] = await conservationReport(model, x, gradientTimesInput(model, x));
    const logit = receipt?.output.toFixed(1);
    const input = { title: `image\nlogit of the 7: ${logit}`, image: grey(x) };
    return grid('One digit by all methods', [input, ...cells], { columns: 3, side: 150 });
  },
};

async function receiptOf(model: LayersModel, x: tf.Tensor, map: tf.Tensor): Promise<string> {
  const [receipt] = await conservationReport(model, x, map);
  const sum = receipt?.relevanceSum.toFixed(1).replace('-', '−');
  const isRanking = receipt?.method === undefined || receipt.residual === undefined;
  return isRanking ? 'promises no sum' : `sum ${sum}`;
}
