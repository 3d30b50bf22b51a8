import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  cascadeNetwork,
  collapseModel,
  fusedNetwork,
  fuseKernels,
  layerwiseNetwork,
} from 'fourier-xai';
import { documentModel } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { naiveModel } from '../../helpers/naiveModel';
import type { Case } from './operation';

const SIDE = 7;
const images = () => randomTensor<tf.Rank.R4>([2, SIDE, SIDE, 1], 4);

/** A model and what becomes of it, as functions of the images. */
const networks: Record<string, (model: tfl.LayersModel) => tf.Tensor> = {
  layerwiseNetwork: (model) => layerwiseNetwork(model).predict(images()),
  cascadeNetwork: (model) => cascadeNetwork(model).predict(images()),
  fusedNetwork: (model) => fusedNetwork(model).predict(images()),
  collapseModel: (model) => collapseModel(model).predict(images()) as tf.Tensor,
};

const model = () => documentModel(SIDE, [2, 3, 2], 4);

async function byDefinition(): Promise<number[]> {
  const f = await naiveModel(model().layers, [SIDE, SIDE, 1]);
  const x = await images().data<'float32'>();
  const size = SIDE * SIDE;
  return [0, 1].flatMap((sample) => f(x.slice(sample * size, (sample + 1) * size)));
}

const signals = (...kernels: number[][]) =>
  kernels.map((taps) => tf.tensor3d(taps, [taps.length, 1, 1]));

export const fusion: Case[] = [
  // products of polynomials
  {
    name: 'fuseKernels',
    actual: () => fuseKernels(signals([1, 2], [3, 4, 5])),
    expected: () => [3, 10, 13, 10],
  },
  {
    name: 'fuseKernels with a stride and a dilation',
    actual: () =>
      fuseKernels(signals([1, 2], [3, 4], [5, 6]), { strides: [2, 1, 1], dilations: [1, 1, 2] }),
    // (1 + 2z)(3 + 4z²)(5 + 6z⁴)
    expected: () => [15, 30, 20, 40, 18, 36, 24, 48],
  },
  ...Object.entries(networks).map(
    ([name, predict]): Case => ({ name, actual: () => predict(model()), expected: byDefinition }),
  ),
];
