import * as tf from '@tensorflow/tfjs-core';
import {
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  gradCam,
  gradientTimesInput,
  integratedGradients,
  lrp,
  occlusion,
  smoothGrad,
} from 'fourier-xai';
import type { Subject } from './subject';

/** A method, and its maps of all inputs, of x's shape or with one channel; it throws where it does not apply. */
export interface Candidate {
  readonly name: string;
  maps(subject: Subject): tf.Tensor;
}

/** Windows of occlusion along the shorter side of images; along signals and rows. */
const [WINDOWS, WINDOWS_ALONG] = [14, 50];

const byRules = (
  name: string,
  composite: (range: Subject['range']) => ReturnType<typeof epsilonPlus>,
): Candidate => ({
  ...{ name: `lrp, ${name}` },
  maps: ({ model, x, range }) => lrp(model, x, { composite: composite(range) }),
});

const withoutBiases = { biases: false };

export const candidates: readonly Candidate[] = [
  byRules('epsilonPlus, no biases', () => epsilonPlus(withoutBiases)),
  byRules('epsilonGammaBox, no biases', ([low, high]) => epsilonGammaBox(low, high, withoutBiases)),
  byRules('epsilonGammaBox', ([low, high]) => epsilonGammaBox(low, high)),
  byRules('epsilonAlpha2Beta1, no biases', () => epsilonAlpha2Beta1(withoutBiases)),
  { name: 'gradientTimesInput', maps: ({ model, x }) => gradientTimesInput(model, x) },
  { name: 'integratedGradients from 0', maps: ({ model, x }) => integratedGradients(model, x) },
  {
    name: 'integratedGradients from the mean',
    maps: ({ model, x }) => integratedGradients(model, x, { baseline: meanOf(x) }),
  },
  {
    name: 'smoothGrad',
    maps: ({ model, x, range: [low, high] }) =>
      smoothGrad(model, x, { sigma: 0.15 * (high - low), seed: 1 }),
  },
  { name: 'gradCam', maps: ({ model, x }) => gradCam(model, x, { smooth: true }) },
  { name: 'occlusion', maps: ({ model, x }) => occlusion(model, x, { window: windowOf(x) }) },
  {
    name: 'random order',
    maps: ({ x }) => tf.randomUniform(x.shape, 0, 1, 'float32', 1),
  },
];

function windowOf({ shape }: tf.Tensor): number[] {
  const size = shape.length === 2 ? shape.slice(1) : shape.slice(1, -1);
  const shortest = Math.min(...size);
  const count = size.length === 2 ? WINDOWS : WINDOWS_ALONG;
  return size.map(() => Math.max(1, Math.round(shortest / count)));
}

/** The mean of every input, by channel. */
export const meanOf = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const places = x.shape.map((_, axis) => axis).slice(1, x.rank === 2 ? 2 : -1);
    return tf.add(tf.zerosLike(x), tf.mean(x, places, true));
  });
