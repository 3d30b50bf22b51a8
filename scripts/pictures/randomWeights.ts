import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  deepTaylorDecomposition,
  epsilonRule,
  gradCam,
  gradientTimesInput,
  heatmap,
  inputGradient,
  lrp,
} from 'fourier-xai';
import { type Cell, grid } from './grid';
import type { Picture } from './picture';
import { lastDigit, trainedDigits, untrainedDigits } from './trainedDigits';

type Maps = (model: LayersModel, x: tf.Tensor4D) => tf.Tensor;

const methods: readonly (readonly [title: string, maps: Maps])[] = [
  ['gradient', (model, x) => inputGradient(model, x, { target: 1 })],
  ['gradient × input', (model, x) => gradientTimesInput(model, x, { target: 1 })],
  ['LRP, ε z⁺', (model, x) => lrp(model, x, { target: 1 })],
  ['LRP, ε', (model, x) => lrp(model, x, { target: 1, composite: () => epsilonRule() })],
  ['Grad-CAM', (model, x) => gradCam(model, x, { target: 1 })],
  [
    'deep Taylor',
    (model, x) => deepTaylorDecomposition(model, x, { target: 1, low: 0, high: 1.3 }),
  ],
];

/** The maps of a trained model beside those of one with its first, random weights. */
export const randomWeights: Picture = {
  name: 'random-weights.svg',
  make: async () => {
    const { model, digits } = await trainedDigits();
    const x = lastDigit(digits);
    const random = untrainedDigits();
    const cells = methods.flatMap(([title, maps]): Cell[] => {
      const of = (some: LayersModel) => tf.squeeze(heatmap(maps(some, x) as tf.Tensor4D), [0]);
      return [
        { title: `${title},\ntrained`, image: of(model) },
        { title: `${title},\nrandom weights`, image: of(random) },
      ];
    });
    return grid('Maps of a trained model and of random weights', cells, { columns: 4, side: 130 });
  },
};
